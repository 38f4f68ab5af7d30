// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Finds the program that runs plugins in processes of their own, and what it is given.
enum WorkerProgramFile {
    private static let name = "toolhost-worker"

    /// The path in an installed host, or beside the program in a build folder.
    ///
    /// - Parameter executable: the path of the running program, links resolved.
    /// - Returns: where it should be, whether it is there or not.
    static func path(executable: String) -> String {
        let folder = URL(filePath: executable).deletingLastPathComponent()
        let installed = folder.deletingLastPathComponent().appending(path: "libexec/toolhost/\(name)")
        let beside = folder.appending(path: name)
        let isInstalled = FileManager.default.isExecutableFile(atPath: installed.path(percentEncoded: false))
        return (isInstalled ? installed : beside).path(percentEncoded: false)
    }

    /// The path for the running program.
    static var ofThisProgram: String {
        // Where /proc does not tell the path, the message about the missing program tells the name.
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return name
        }
        return Self.path(executable: path)
    }

    /// All the environment that a plugin sees: language and time zone, and no crash reports by the Swift runtime, which
    /// would start programs.
    static var environment: [String: String] {
        let kept = ["LANG", "LC_ALL", "LC_CTYPE", "TZ", "PATH"]
        return ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
            .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    }
}
