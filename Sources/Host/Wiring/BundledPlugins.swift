// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Finds the plugins that come with the host.
enum BundledPlugins {
    /// The libraries' names as the package builds them.
    static let libraries = ["libArchiveTools.so", "libFileTools.so", "libNetTools.so", "libUtility.so"]

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

    /// The plugins of the running program; none where /proc does not tell its path.
    static var ofThisProgram: [String] {
        // Without them the registry is empty, which every surface shows.
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return []
        }
        return paths(executable: path)
    }
}
