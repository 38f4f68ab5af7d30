// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles

/// What the .gitignore files from a folder upwards leave out.
///
/// Git's own settings beyond those files (info/exclude, the user's list) are not looked at.
final class IgnoreRules: Sendable {
    /// A longer file is ignored itself, in bytes: far beyond any that people keep.
    private static let fileBytes = 1 << 20

    private static let fileName = Array(".gitignore".utf8)
    private static let repositoryName = Array(".git".utf8)

    private let patterns: [IgnorePattern]
    /// The folder of the file relative to where paths begin, with a slash at the end.
    private let prefix: [UInt8]
    private let above: IgnoreRules?

    private init(_ patterns: [IgnorePattern], prefix: [UInt8], above: IgnoreRules?) {
        self.patterns = patterns
        self.prefix = prefix
        self.above = above
    }

    /// The rules that the folders above `path` set, with paths that begin at the sandbox.
    ///
    /// A folder that cannot be read sets none; of a path that climbs, nothing is known.
    static func above(_ path: SandboxPath, in sandbox: Sandbox) -> IgnoreRules {
        var rules = IgnoreRules([], prefix: [], above: nil)
        guard !path.climbs, !path.isRoot else { return rules }
        for folder in [.root] + path.ancestors {
            guard let descriptor = try? sandbox.root.open(folder.bytes, for: .folder) else { return rules }
            rules = rules.entering(
                descriptor,
                prefix: folder.isRoot ? [] : Array((folder.components.joined(separator: "/") + "/").utf8),
                isRepository: (try? descriptor.status(of: repositoryName)) != nil,
                hasFile: (try? descriptor.status(of: fileName).kind) == .file
            )
        }
        return rules
    }

    /// The rules that hold in `folder`, which has these names.
    func entering(
        _ folder: borrowing Descriptor, prefix: [UInt8], _ names: [FolderEntry]
    ) -> IgnoreRules {
        entering(
            folder, prefix: prefix,
            isRepository: names.contains { $0.bytes == Self.repositoryName },
            hasFile: names.contains { $0.bytes == Self.fileName && $0.kind == .file }
        )
    }

    private func entering(
        _ folder: borrowing Descriptor, prefix: [UInt8], isRepository: Bool, hasFile: Bool
    ) -> IgnoreRules {
        // What lies in a repository is its own matter.
        let outer = isRepository ? nil : self
        guard hasFile, let patterns = Self.read(folder), !patterns.isEmpty else {
            return outer ?? IgnoreRules([], prefix: prefix, above: nil)
        }
        return IgnoreRules(patterns, prefix: prefix, above: outer)
    }

    private static func read(_ folder: borrowing Descriptor) -> [IgnorePattern]? {
        // A file that cannot be read leaves nothing out, as with Git.
        guard let file = try? folder.open(fileName, for: .readingWithoutLinks),
            let status = try? file.status(), status.kind == .file, status.size <= fileBytes,
            let bytes = try? file.read(fileBytes, at: 0)
        else { return nil }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return bytes.dropFirst(bytes.starts(with: mark) ? mark.count : 0).split(separator: UInt8(ascii: "\n"))
            .compactMap { IgnorePattern($0) }
    }

    /// Whether a name in the folder `prefix` is to be left out; Git's own folder always is.
    func leavesOut(_ entry: FolderEntry, prefix: [UInt8]) -> Bool {
        if entry.bytes == Self.repositoryName { return true }
        let path = prefix + entry.bytes
        var rules: IgnoreRules? = self
        while let current = rules {
            let inside = path.dropFirst(current.prefix.count)
            if let last = current.patterns.last(where: {
                $0.matches(inside, isFolder: entry.kind == .folder)
            }) {
                return !last.isNegated
            }
            rules = current.above
        }
        return false
    }
}
