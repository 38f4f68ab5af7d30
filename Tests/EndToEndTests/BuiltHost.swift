// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The `toolhost` that this build made.
enum BuiltHost {
    /// The executable stands beside the test bundle that runs now.
    static let executable: URL = productsFolder.appending(path: "toolhost")

    private static let productsFolder: URL = {
        // The test program's own path: `…/debug/toolhostPackageTests.xctest` on Linux.
        let program = URL(filePath: CommandLine.arguments[0]).standardizedFileURL
        let beside = program.deletingLastPathComponent()
        let hasHost = FileManager.default.isExecutableFile(atPath: beside.appending(path: "toolhost").path)
        return hasHost ? beside : SourceTree.root.appending(path: ".build/debug")
    }()
}

/// Places in the repository.
enum SourceTree {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let fixtures = root.appending(path: "Tests/Fixtures")
}
