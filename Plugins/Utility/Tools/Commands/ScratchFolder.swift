// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// A folder for a command's temporary files, gone with all that is in it when its owner goes.
final class ScratchFolder {
    /// Its absolute path.
    let path: String
    private let parent: Sandbox
    private let name: [UInt8]

    /// Makes a folder in the plugin's cache that nobody else may look into; nil when that cannot be.
    init?(in cache: String) {
        // A command without room for temporary files is better than none: few need it.
        guard let parent = try? Sandbox(path: cache), let name = try? ReplacementFile.freshName(),
            (try? parent.root.makeFolder(name, permissions: 0o700)) != nil
        else { return nil }
        self.parent = parent
        self.name = name
        path = "\(cache)/\(String(decoding: name, as: UTF8.self))"
    }

    deinit {
        // Nothing more can be done about a folder that cannot be removed.
        _ = try? FolderRemoval(of: name, in: parent.root) { false }
    }
}
