// SPDX-License-Identifier: Apache-2.0

import COpenAt
import Glibc
import Logging
import NIOPosix
import Synchronization

/// Copies of plugin files under the hash of their content, which are what is loaded.
///
/// Whoever truncates, overwrites or removes a plugin's file so touches no process that runs it. A copy is read-only,
/// gets its name in one step when it is complete, and is held against its name before each use.
final class PluginStore: Sendable {
    let folder: String
    let limits: StoreLimits
    private let logger: Logger
    /// Copies whose content was held against their name, as they were then: a change since would show in them.
    private let known = Mutex<[ContentHash: FileSystem.Entry]>([:])
    /// Files that are loaded where they are, as they were when they were hashed; one that has not changed is not read again.
    private let looked = Mutex<[FileSystem.Entry: ContentHash]>([:])
    /// Reads and writes files, which blocks.
    private let thread = NIOThreadPool(numberOfThreads: 1)

    init(folder: String, limits: StoreLimits = StoreLimits(), logger: Logger) {
        self.folder = folder
        self.limits = limits
        self.logger = logger
        thread.start()
    }

    deinit {
        thread.shutdownGracefully { _ in }
    }

    /// Takes a file into the store, unless its content is there already; blocks.
    ///
    /// - Parameters:
    ///   - file: Open since it was checked.
    ///   - path: Its name, for errors.
    /// - Returns: The copy to load.
    /// - Throws: `PluginError.notLoadable` or `.folderUnusable`.
    func keep(_ file: borrowing OpenedFile, path: String) throws(PluginError) -> StoredCopy {
        try checkSize(of: file, path: path)
        try makeFolder()
        for _ in 0..<limits.attempts {
            let hash = try hash(of: file, path: path)
            let copy = StoredCopy(hash: hash, path: self.path(of: hash))
            if isIntact(copy) { return copy }
            do {
                if try make(copy, from: file) { return copy }
            } catch {
                throw .folderUnusable(path: folder, reason: error.reason)
            }
        }
        throw Self.isWrittenTo(path)
    }

    /// Looks at a file that is loaded where it is, since what it needs lies beside it; blocks.
    ///
    /// - Returns: The file itself, with its hash.
    /// - Throws: `PluginError.notLoadable`.
    func look(at file: borrowing OpenedFile, path: String) throws(PluginError) -> StoredCopy {
        try checkSize(of: file, path: path)
        for _ in 0..<limits.attempts {
            do {
                let entry = try FileSystem.entry(of: file.descriptor)
                if let hash = looked.withLock({ $0[entry] }) { return StoredCopy(hash: hash, path: path) }
                let hash = try hash(of: file)
                guard try FileSystem.entry(of: file.descriptor) == entry else { continue }
                // Until then a change might not show in the times.
                if entry.isSettled {
                    looked.withLock { looked in
                        if looked.count >= limits.lookedFiles { looked = [:] }
                        looked[entry] = hash
                    }
                }
                return StoredCopy(hash: hash, path: path)
            } catch {
                throw .notLoadable(path: path, reason: error.reason)
            }
        }
        throw Self.isWrittenTo(path)
    }

    private func checkSize(of file: borrowing OpenedFile, path: String) throws(PluginError) {
        guard file.entry.size > limits.fileBytes else { return }
        throw .notLoadable(path: path, reason: "it is larger than \(limits.fileBytes >> 20) MiB")
    }

    private func hash(of file: borrowing OpenedFile, path: String) throws(PluginError) -> ContentHash {
        do {
            return try hash(of: file)
        } catch {
            throw .notLoadable(path: path, reason: error.reason)
        }
    }

    private static func isWrittenTo(_ path: String) -> PluginError {
        .notLoadable(path: path, reason: "it is being written to")
    }

    /// Makes sure that a file's copy is what its name says, made anew from the file if it must be.
    ///
    /// - Throws: `PluginError.notLoadable` when the copy is lost and the file is another version by now.
    func restore(_ file: PluginFile) async throws(PluginError) {
        guard let copy = file.copy, let place = file.place else { return }
        try await onThread { store in
            Result { () throws(PluginError) in try store.restore(copy, of: file, at: place) }
        }.get()
    }

    /// Does what blocks.
    func onThread<Value: Sendable>(_ body: @escaping @Sendable (PluginStore) -> Value) async -> Value {
        let settlement = Settlement<Value>()
        thread.submit { [self] _ in settlement.settle(body(self)) }
        return await settlement.value()
    }

    private func restore(_ copy: StoredCopy, of file: PluginFile, at place: PluginPlace) throws(PluginError) {
        if !file.hasNeighbours, isIntact(copy) { return }
        let isSame: Bool
        do throws(PluginError) {
            let placed = try place.open()
            let isOwnSame =
                if ManifestFile.isNamed(by: placed.path) {
                    try PluginTrust.ownHash(of: placed.path) == copy.hash.description
                } else if file.hasNeighbours {
                    try look(at: placed.file, path: placed.path) == copy
                } else {
                    try keep(placed.file, path: placed.path) == copy
                }
            let neighbours = try PluginNeighbours(of: placed.path, isBundled: place.isBundled)
            isSame = isOwnSame && neighbours.libraries == file.neighbours.libraries
        } catch {
            throw Self.lost(file)
        }
        guard isSame else { throw Self.lost(file) }
    }

    private static func lost(_ file: PluginFile) -> PluginError {
        .notLoadable(
            path: file.path,
            reason: "it is not the version any more that was started, of which there is no copy")
    }

    // MARK: - Looking

    private func path(of hash: ContentHash) -> String { "\(folder)/\(hash)\(Self.ending)" }

    private static let ending = ".so"

    /// Makes the folder, which not everybody may write to.
    ///
    /// - Throws: `PluginError.folderUnusable` or `.unsafeFile`.
    func makeFolder() throws(PluginError) {
        do {
            try FileSystem.makeFolder(at: folder)
            let opened = try OpenedFile.folder(at: folder)
            let verdict = FileSafety().verdict(on: opened.entry, path: folder, isBundled: false)
            if case .unsafe(let reason, let remedy) = verdict {
                throw PluginError.unsafeFile(path: folder, reason: reason, remedy: remedy)
            }
        } catch let error as PluginError {
            throw error
        } catch let failure as FileSystem.Failure {
            throw .folderUnusable(path: folder, reason: failure.reason)
        } catch {
            throw .folderUnusable(path: folder, reason: "\(error)")
        }
    }

    /// Whether the copy is there and is what its name says.
    private func isIntact(_ copy: StoredCopy) -> Bool {
        let opened: OpenedFile
        do {
            opened = try OpenedFile.file(at: copy.path)
        } catch {
            if !error.isMissing { warn(of: copy, error.reason) }
            return false
        }
        if known.withLock({ $0[copy.hash] }) == opened.entry { return markUsed(copy, opened) }
        guard Self.isOwn(opened.entry, .file) else {
            warn(of: copy, "others may write to it")
            return false
        }
        do {
            guard try hash(of: opened) == copy.hash else {
                warn(of: copy, "its content is not what its name says")
                return false
            }
        } catch {
            warn(of: copy, error.reason)
            return false
        }
        return markUsed(copy, opened)
    }

    /// Whether it is a file or folder, as it should be, that nobody else can write to.
    static func isOwn(_ entry: FileSystem.Entry, _ kind: FileSystem.Entry.Kind) -> Bool {
        entry.kind == kind && FileSafety().verdict(on: entry, path: "", isBundled: false) == .safe
    }

    private func warn(of copy: StoredCopy, _ reason: String) {
        logger.warning(
            "plugin copy damaged, it is made anew",
            metadata: ["path": "\(copy.path)", "plugin.hash": "\(copy.hash)", "reason": "\(reason)"])
    }

    /// Remembers what a good copy looks like, and that it is in use.
    private func markUsed(_ copy: StoredCopy, _ opened: borrowing OpenedFile) -> Bool {
        markUsed(opened)
        do {
            let entry = try FileSystem.entry(of: opened.descriptor)
            known.withLock { $0[copy.hash] = entry }
            return true
        } catch {
            return false
        }
    }

    /// Makes a file look as young as it is in use.
    func markUsed(_ opened: borrowing OpenedFile) {
        let now = FileSystem.secondsNow
        guard now - opened.entry.modifiedSeconds > Int(limits.freshTime / .seconds(2)) else { return }
        // A file system that does not take the time only makes it look older than it is.
        var times = [timespec(tv_sec: now, tv_nsec: 0), timespec(tv_sec: now, tv_nsec: 0)]
        _ = unsafe futimens(opened.descriptor, &times)
    }

    private func hash(of file: borrowing OpenedFile) throws(FileSystem.Failure) -> ContentHash {
        var hash = RunningHash()
        var buffer = [UInt8](repeating: 0, count: Self.pieceBytes)
        var offset = 0
        while offset <= limits.fileBytes {
            let count = try file.read(into: &buffer, at: offset)
            if count == 0 { break }
            hash.add(buffer[..<count])
            offset += count
        }
        return hash.end()
    }

    /// What is read at a time, in bytes: few system calls, and within a processor's cache.
    private static let pieceBytes = 256 << 10

    // MARK: - Making

    /// Copies the file; false when it was not what was hashed before.
    private func make(_ copy: StoredCopy, from file: borrowing OpenedFile) throws(FileSystem.Failure) -> Bool
    {
        var isSame = false
        let entry = try makeFile(at: copy.path) { new throws(FileSystem.Failure) in
            try transfer(file, to: new)
            isSame = try hash(of: new) == copy.hash
            return isSame
        }
        if let entry { known.withLock { $0[copy.hash] = entry } }
        return isSame
    }

    /// Makes a file that only this user may read, and that has its name as soon as it is whole.
    ///
    /// - Parameters:
    ///   - path: Its name.
    ///   - fill: Writes it; false when there is to be no such file.
    /// - Returns: What there is then; nil when there is to be none.
    /// - Throws: The system's reason, or what `fill` throws.
    func makeFile(
        at path: String, _ fill: (borrowing OpenedFile) throws(FileSystem.Failure) -> Bool
    ) throws(FileSystem.Failure) -> FileSystem.Entry? {
        // By chance, not by process: hosts in containers that share a folder have the same process number.
        let unfinished = "\(folder)/\(Self.unfinished)\(UInt64.random(in: .min ... .max))"
        let new = try OpenedFile.newFile(at: unfinished)
        var isNamed = false
        defer { if !isNamed { unsafe unlink(unfinished) } }
        guard try fill(new) else { return nil }
        guard fchmod(new.descriptor, 0o400) == 0 else { throw .last }
        guard unsafe rename(unfinished, path) == 0 else { throw .last }
        isNamed = true
        return try FileSystem.entry(of: new.descriptor)
    }

    private static let unfinished = ".new-"

    /// Shares the file's blocks where the file system can, and copies them in the kernel or here where not.
    private func transfer(
        _ file: borrowing OpenedFile, to new: borrowing OpenedFile
    ) throws(FileSystem.Failure) {
        guard lseek(file.descriptor, 0, SEEK_SET) == 0 else { throw .last }
        var left = limits.fileBytes
        while left > 0 {
            let count = copenat_copy(file.descriptor, new.descriptor, min(left, Self.transferBytes))
            guard count >= 0 else { throw FileSystem.Failure(number: Int32(-count)) }
            if count == 0 { return }
            left -= Int(count)
        }
    }

    /// What the kernel copies at a time, in bytes.
    private static let transferBytes = 64 << 20

    // MARK: - Pruning

    /// Removes copies that no host has used for long, the oldest of too many, and unfinished ones of the past; and
    /// identities that nobody asked for in that time.
    ///
    /// - Parameter used: What this host uses; it stays.
    func prune(keeping used: Set<ContentHash>) {
        let names: [String]
        do {
            names = try OpenedFile.folder(at: folder).names()
        } catch {
            // Nothing was ever kept.
            return
        }
        let now = FileSystem.secondsNow
        var copies: [(path: String, age: Int, size: Int)] = []
        for name in names {
            let path = "\(folder)/\(name)"
            // One that is gone by now was pruned by another host.
            guard let entry = try? FileSystem.entry(at: path), entry.kind == .file else { continue }
            let age = now - entry.modifiedSeconds
            if name.hasPrefix(Self.unfinished) {
                if age > Int(limits.makingTime / .seconds(1)) { unsafe unlink(path) }
            } else if name.hasSuffix(Self.identityEnding) {
                if age > Int(limits.unusedTime / .seconds(1)) { unsafe unlink(path) }
            } else if name.hasSuffix(Self.ending),
                let hash = ContentHash(String(name.dropLast(Self.ending.utf8.count))), !used.contains(hash)
            {
                copies.append((path, age, entry.size))
            }
        }
        var total = copies.map(\.size).reduce(0, +)
        for copy in copies.sorted(by: { $0.age > $1.age }) {
            let isOld = copy.age > Int(limits.unusedTime / .seconds(1))
            let isTooMuch = total > limits.totalBytes && copy.age > Int(limits.freshTime / .seconds(1))
            guard isOld || isTooMuch else { continue }
            if unsafe unlink(copy.path) == 0 { total -= copy.size }
        }
    }
}
