// SPDX-License-Identifier: Apache-2.0

import Foundation
import PluginRuntime

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
    ///
    /// A plugin's Swift libraries are searched beside the worker's: those of another toolchain, which it may have been
    /// built with, do not go with the runtime that is in the process already.
    static var environment: [String: String] {
        let kept = ["LANG", "LC_ALL", "LC_CTYPE", "TZ", "PATH"]
        var environment = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
        environment["SWIFT_BACKTRACE"] = "enable=no"
        environment["LD_LIBRARY_PATH"] = ProgramLibraries.swiftFolder(of: ofThisProgram)
        return environment
    }
}
