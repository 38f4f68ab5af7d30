// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// A folder beside a result that is being made, gone with all that is still in it when its owner goes.
final class TemporaryFolder {
    let folder: OpenFolder
    private let parent: OpenFolder
    private let name: [UInt8]

    /// Makes an empty folder in `parent` that nobody else may look into.
    init(in parent: OpenFolder) throws(SystemError) {
        self.parent = parent
        name = try ReplacementFile.freshName()
        try parent.descriptor.makeFolder(name, permissions: 0o700)
        do {
            folder = try parent.folder(name)
        } catch {
            // The first error is the one to report.
            try? parent.descriptor.removeFolder(name)
            throw error
        }
    }

    deinit {
        // Nothing more can be done about a temporary folder that cannot be removed.
        _ = try? FolderRemoval(of: name, in: parent.descriptor) { false }
    }

    /// Makes a folder in this one, and those on the way to it.
    func makeFolder(_ components: [String]) throws(SystemError) -> OpenFolder {
        var current = folder
        for name in components.map({ Array($0.utf8) }) {
            try current.descriptor.makeFolder(name)
            current = try current.folder(name)
        }
        return current
    }
}
