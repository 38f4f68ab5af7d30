// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// Where a copy or a move ends: the place that a caller named, or one in it when it is a folder.
enum Destination {
    /// Finds the place for `source` under the name `text`.
    ///
    /// As with `mv` and `cp`, an existing folder takes the source in under its own name.
    static func place(
        _ text: String, for source: SandboxPath, in sandbox: Sandbox, action: String
    ) throws(FileError) -> (place: Place, path: SandboxPath) {
        let path = try SandboxPath.ofNew(text)
        let missing = "Make it first with createDirectory."
        if path.name == nil || isFolder(path, in: sandbox) {
            guard let name = source.name else {
                throw FileError(
                    .isFolder, "\(source.quoted) is no file or folder that has a name of its own.")
            }
            let inside = try path.appending(name)
            return (
                try Place(inside, in: sandbox, links: .kept, action: action, missingFolder: missing), inside
            )
        }
        if text.hasSuffix("/") {
            throw FileError(.notFound, "There is no folder \(path.quoted).", hint: missing)
        }
        return (try Place(path, in: sandbox, links: .kept, action: action, missingFolder: missing), path)
    }

    private static func isFolder(_ path: SandboxPath, in sandbox: Sandbox) -> Bool {
        // What cannot be looked at is no folder to put something into; the place itself reports why.
        (try? sandbox.root.open(path.bytes, for: .naming).status().kind) == .folder
    }

    /// The refusal of a destination that is taken.
    static func taken(_ path: SandboxPath) -> FileError {
        FileError(
            .exists, "\(path.quoted) exists already.",
            hint: "Choose another destination, or set overwrite to true to replace it."
        )
    }
}
