// SPDX-License-Identifier: Apache-2.0

/// What the host knows of one place where a plugin file is, or should be.
struct PluginEntry: Sendable {
    /// Nil when it is about a whole folder.
    let place: PluginPlace?
    /// The version that takes calls.
    var current: LoadedPlugin?
    /// Why the newest version does not.
    var refused: RefusedPlugin?
    /// The file as it was looked at last.
    var seen: Seen?

    /// A look at a file.
    struct Seen: Sendable {
        let entry: FileSystem.Entry
        let companion: FileSystem.Entry?
        let neighbours: PluginNeighbours
        let hash: ContentHash?
        /// Whether the file system's clock would show a change since: within its steps it would not.
        let isSettled: Bool

        init(_ file: PluginFile) {
            entry = file.entry
            companion = file.companion
            neighbours = file.neighbours
            hash = file.contentHash
            isSettled = ([file.entry] + [file.companion].compactMap(\.self) + file.neighbours.entries)
                .allSatisfy(\.isSettled)
        }
    }

    /// Whether a loaded version stays whatever becomes of its file: those that came with the host go with the host, and
    /// what is loaded into this process cannot be taken out of it.
    var isFixed: Bool {
        guard let current else { return false }
        if case .inProcess = current.home { return true }
        return place?.isBundled == true
    }

    /// Whether nothing new can come of looking at the file.
    ///
    /// - Parameters:
    ///   - file: As it is now.
    ///   - owners: The ids that other plugins have.
    /// - Returns: Whether to pass it over.
    func isDone(with file: PluginFile, owners: [String: String]) -> Bool {
        guard let seen, seen.isSettled, seen.entry == file.entry, seen.companion == file.companion,
            seen.neighbours.entries == file.neighboursNow
        else { return false }
        return !isWorthAnotherTry(owners: owners)
    }

    /// Whether the same file may be taken now that was not before.
    func isWorthAnotherTry(owners: [String: String]) -> Bool {
        guard let refused else { return current == nil }
        if case .duplicateID(_, let id, _) = refused.error { return owners[id] == nil }
        return refused.isWorthAnotherTry
    }
}
