// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import SandboxFiles
internal import Synchronization

/// Goes through a folder and those below it, for several threads at once.
///
/// Links are reported and never followed. Whoever asks for names may be given the work of reading a folder
/// first. Few folders are open at a time: names are handed out before further folders are read.
final class FolderWalk: Sendable {
    /// A folder that was met on the way, open for as long as its names are in use.
    final class Folder: Sendable {
        let descriptor: Descriptor
        /// Relative to where the walk began, with a slash at the end; empty for that folder itself.
        let prefix: [UInt8]

        init(_ descriptor: consuming Descriptor, prefix: [UInt8]) {
            self.descriptor = descriptor
            self.prefix = prefix
        }
    }

    /// Some of the names in a folder.
    struct Names: Sendable {
        let folder: Folder
        let entries: ArraySlice<FolderEntry>
    }

    /// A folder that is known by name alone.
    private struct PendingFolder {
        let path: [UInt8]
        let depth: Int
        let rules: IgnoreRules?
    }

    private struct State {
        var folders: [PendingFolder]
        var names: [Names] = []
        /// Threads that read a folder now.
        var readers = 0
        /// Threads that wait for others to find something.
        var waiting = 0
        var isStopped = false
        var unreadable = 0
    }

    private enum Step {
        case take(Names)
        case read(PendingFolder)
        case wait
        case end(waiting: Int)
    }

    /// What one thread takes at a time: enough not to queue for, few enough to spread a single large folder.
    private static let namesAtATime = 32

    private let top: Descriptor
    private let depth: Int
    private let base: [UInt8]
    private let state: Mutex<State>
    private let news = DispatchSemaphore(value: 0)

    /// Starts at `top`; goes `depth` levels down, 1 for its own names alone.
    ///
    /// With `rules`, what .gitignore files name is left out; those on the way are read too. The paths in
    /// them go on from `base`, which is empty or ends in a slash.
    init(_ top: consuming Descriptor, depth: Int, rules: IgnoreRules? = nil, base: [UInt8] = []) {
        self.top = top
        self.depth = depth
        self.base = base
        state = Mutex(State(folders: [PendingFolder(path: [], depth: 1, rules: rules)]))
    }

    /// Folders that could not be read.
    var unreadable: Int { state.withLock(\.unreadable) }

    /// Whether the walk was ended before it was through.
    var isStopped: Bool { state.withLock(\.isStopped) }

    /// The next names; nil when there are no more, after `stop` and once `isStopped` says so.
    func next(isStopped: () -> Bool) -> Names? {
        while true {
            if isStopped() { stop() }
            switch state.withLock({ Self.nextStep(&$0) }) {
            case .take(let names):
                return names
            case .read(let folder):
                report(read(folder))
            case .wait:
                news.wait()
            case .end(let waiting):
                for _ in 0..<waiting { news.signal() }
                return nil
            }
        }
    }

    /// Ends the walk for all threads.
    private func stop() {
        state.withLock { $0.isStopped = true }
    }

    private static func nextStep(_ state: inout State) -> Step {
        if !state.isStopped {
            if let names = state.names.popLast() { return .take(names) }
            if let folder = state.folders.popLast() {
                state.readers += 1
                return .read(folder)
            }
            if state.readers > 0 {
                state.waiting += 1
                return .wait
            }
        }
        defer { state.waiting = 0 }
        return .end(waiting: state.waiting)
    }

    // MARK: - Reading folders

    /// What was found in a folder; nil when it could not be read.
    private typealias Findings = (names: [Names], folders: [PendingFolder])

    private func report(_ found: Findings?) {
        let waiting = state.withLock { state in
            state.readers -= 1
            if let found {
                state.names += found.names
                state.folders += found.folders
            } else {
                state.unreadable += 1
            }
            defer { state.waiting = 0 }
            return state.waiting
        }
        for _ in 0..<waiting { news.signal() }
    }

    private func read(_ pending: PendingFolder) -> Findings? {
        do throws(SystemError) {
            let descriptor = try top.open(
                pending.path.isEmpty ? [UInt8(ascii: ".")] : pending.path, for: .folderWithoutLinks)
            let prefix = pending.path.isEmpty ? [] : pending.path + [UInt8(ascii: "/")]
            let folder = Folder(descriptor, prefix: prefix)
            var entries = try FolderNames(of: folder.descriptor).entries
            var rules = pending.rules
            if let above = rules {
                let place = base + prefix
                let inner = above.entering(folder.descriptor, prefix: place, entries)
                entries.removeAll { inner.leavesOut($0, prefix: place) }
                rules = inner
            }
            return (Self.parts(of: entries, in: folder), subfolders(entries, pending, prefix, rules))
        } catch {
            return nil
        }
    }

    private static func parts(of entries: [FolderEntry], in folder: Folder) -> [Names] {
        stride(from: 0, to: entries.count, by: namesAtATime).map { start in
            Names(folder: folder, entries: entries[start...].prefix(namesAtATime))
        }
    }

    private func subfolders(
        _ entries: [FolderEntry], _ pending: PendingFolder, _ prefix: [UInt8], _ rules: IgnoreRules?
    ) -> [PendingFolder] {
        guard pending.depth < depth else { return [] }
        return entries.filter { $0.kind == .folder }.map { entry in
            PendingFolder(path: prefix + entry.bytes, depth: pending.depth + 1, rules: rules)
        }
    }
}
