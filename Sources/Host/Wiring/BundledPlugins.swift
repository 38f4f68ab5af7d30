// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Finds the plugins that come with the host.
enum BundledPlugins {
    /// The libraries' names as the package builds them.
    static let libraries = ["libArchiveTools.so", "libFileTools.so", "libNetTools.so", "libUtility.so"]
    /// The id of the plugin that runs commands, for its settings.
    static let utility = "dev.toolhost.utility"

    /// The folder of an installed host, or the files of a build folder, which holds other libraries too.
    ///
    /// - Parameter executable: the path of the running program, links resolved.
    /// - Returns: nothing when there are none at either place.
    static func paths(executable: String) -> [String] {
        let folder = URL(filePath: executable).deletingLastPathComponent()
        let installed = folder.deletingLastPathComponent().appending(path: "lib/toolhost/plugins")
            .path(percentEncoded: false)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: installed, isDirectory: &isFolder), isFolder.boolValue {
            return [installed]
        }
        let files = libraries.map { folder.appending(path: $0).path(percentEncoded: false) }
        return files.filter { FileManager.default.fileExists(atPath: $0) }
    }

    /// The program that starts others under confinement: in `libexec` of an installed host, else in its build folder.
    ///
    /// - Parameter executable: the path of the running program, links resolved.
    /// - Returns: nil when it is at neither place.
    static func launcher(executable: String) -> String? {
        let folder = URL(filePath: executable).deletingLastPathComponent()
        let places = [
            folder.deletingLastPathComponent().appending(path: "libexec/toolhost/toolhost-launch"),
            folder.appending(path: "toolhost-launch"),
        ]
        return places.map { $0.path(percentEncoded: false) }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// The plugins of the running program; none where /proc does not tell its path.
    static var ofThisProgram: [String] {
        // Without them the registry is empty, which every surface shows.
        executable.map { paths(executable: $0) } ?? []
    }

    /// The launcher of the running program.
    static var launcherOfThisProgram: String? { executable.flatMap { launcher(executable: $0) } }

    private static var executable: String? {
        // Without /proc nothing else would find its place either.
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }
}
