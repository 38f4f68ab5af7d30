// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A new plugin that builds and passes its checks as it is: sources, kit, build file, test and a short README.
package struct PluginScaffold: Sendable, Hashable {
    /// One file of it.
    package struct File: Sendable, Hashable {
        /// Relative to the new folder.
        package let path: String
        package let text: String
    }

    package let name: PluginName
    package let language: PluginLanguage
    package let files: [File]

    /// Lays a plugin out; writes nothing.
    package init(name: PluginName, language: PluginLanguage) {
        self.name = name
        self.language = language
        files = language.sets.flatMap { set in
            KitFile.all.filter { $0.set == set }.map { file in
                // The kits are copied as they are.
                let isTemplate = set == language.rawValue
                return File(path: name.fill(file.path), text: isTemplate ? name.fill(file.text) : file.text)
            }
        }
    }

    /// Writes the files into a new folder.
    ///
    /// Blocks on the file system. What was written before a failure stays.
    ///
    /// - Throws: `AuthoringError.folderExists` when there is anything under that path, `.unwritable`.
    package func write(to folder: String) throws(AuthoringError) {
        let manager = FileManager.default
        // A link that leads nowhere is something too.
        let isTaken = (try? manager.attributesOfItem(atPath: folder)) != nil
        guard !isTaken else { throw .folderExists(path: folder) }
        for file in files {
            let path = "\(folder)/\(file.path)"
            do {
                let parent = URL(filePath: path).deletingLastPathComponent()
                try manager.createDirectory(at: parent, withIntermediateDirectories: true)
                try Data(file.text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
            } catch {
                throw .unwritable(path: path, reason: Self.reason(error))
            }
        }
    }

    /// The system's word for it, without Foundation's own.
    private static func reason(_ error: any Error) -> String {
        let cocoa = error as NSError
        guard let system = cocoa.userInfo[NSUnderlyingErrorKey] as? NSError,
            system.domain == NSPOSIXErrorDomain, let code = POSIXErrorCode(rawValue: Int32(system.code))
        else { return "the file system refused it" }
        return unsafe String(cString: strerror(code.rawValue)).lowercased()
    }
}
