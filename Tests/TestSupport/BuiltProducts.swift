// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The programs that this build made.
package enum BuiltProducts {
    /// The path of `toolhost`.
    package static let host = path("toolhost")
    /// The path of `toolhost-worker`.
    package static let worker = path("toolhost-worker")

    /// The programs stand beside the test bundle that runs now.
    private static func path(_ name: String) -> String {
        // The test program's own path: `…/debug/toolhostPackageTests.xctest` on Linux.
        let program = URL(filePath: CommandLine.arguments[0]).standardizedFileURL
        let beside = program.deletingLastPathComponent().appending(path: name).path
        return FileManager.default.isExecutableFile(atPath: beside)
            ? beside : "\(Repository.root)/.build/debug/\(name)"
    }
}
