// SPDX-License-Identifier: Apache-2.0

internal import Diagnostics

/// Looks for what a caller meant by a path that does not exist: the first missing part, and names near it.
package struct MissingPath {
    /// Enough for any folder a person keeps; a larger one is searched in part.
    private static let comparedNames = 10_000

    /// What the path should have led to.
    package enum Wanted: String {
        case anything = "file or folder"
        case folder
    }

    package let error: FileError

    package init(_ path: SandboxPath, in sandbox: Sandbox, wanted kind: Wanted = .anything) {
        let missing = Self.firstMissing(path, in: sandbox)
        let folder = missing.parent
        // A folder that cannot be listed gives no suggestions; the error itself stands without them.
        let entries =
            (try? FolderNames(of: sandbox.openFolder(folder), limit: Self.comparedNames).entries) ?? []
        let wanted = missing.components.last ?? missing.text
        if entries.contains(where: { $0.name == wanted && $0.kind == .link }) {
            error = FileError(
                .notFound, "\(missing.quoted) is a link to something that does not exist.",
                hint: "Use listFiles to see what is there."
            )
            return
        }
        let near = NearestNames.of(wanted, among: entries.lazy.map(\.name))
        let place = folder.isRoot ? "here" : "in \(folder.quoted)"
        let what = missing == path ? kind : .folder
        let nearest = near.map { VisibleName(folder.isRoot ? $0 : "\(folder.text)/\($0)").text }
        error = FileError(
            .notFound,
            "There is no \(what.rawValue) \(SandboxPath.quote(wanted)) \(place)"
                + (near.isEmpty ? "." : "; nearest: \(nearest.joined(separator: ", "))."),
            hint: Self.advice(path, near: near)
        )
    }

    private static func advice(_ path: SandboxPath, near: [String]) -> String? {
        if path.text.contains("\\") { return "Separate folders with /, not with \\." }
        guard near.isEmpty else { return nil }
        return "Use listFiles to see what is there; paths are relative to the sandbox."
    }

    /// The shortest beginning of the path that does not exist.
    private static func firstMissing(_ path: SandboxPath, in sandbox: Sandbox) -> SandboxPath {
        for folder in path.ancestors {
            // Any failure ends the search: what cannot be opened is what is missing.
            guard (try? sandbox.root.open(folder.bytes, for: .naming)) != nil else { return folder }
        }
        return path
    }
}
