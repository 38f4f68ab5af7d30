// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A compiler or build program that a machine may have.
package enum BuildTool {
    /// Whether the search path has a program of that name that can run: a launcher without a toolchain cannot.
    package static func works(_ name: String) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name, "--version"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // A machine without env has no tools either.
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
