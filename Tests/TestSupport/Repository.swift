// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where the repository and its fixtures are on the machine that built the tests.
package enum Repository {
    /// The folder with Package.swift.
    package static let root: String = {
        var folder = URL(filePath: #filePath)
        // Tests/TestSupport/Repository.swift is three steps below the root.
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder.path(percentEncoded: false).trimmingSuffix("/")
    }()

    /// The path of a file or folder under Tests/Fixtures.
    package static func fixturePath(_ name: String) -> String {
        "\(root)/Tests/Fixtures/\(name)"
    }

    /// The bytes of a file under Tests/Fixtures.
    ///
    /// - Throws: Foundation's error when there is no such file.
    package static func fixture(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: fixturePath(name))))
    }

    /// The lines of a text file under Tests/Fixtures, without empty ones.
    ///
    /// - Throws: Foundation's error when there is no such file.
    package static func fixtureLines(_ name: String) throws -> [String] {
        String(decoding: try fixture(name), as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
