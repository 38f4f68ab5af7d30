// SPDX-License-Identifier: Apache-2.0

import Glibc
import JSON
import Synchronization

/// Where a host writes which plugins it leaves alone, for other programs of the same user.
///
/// A host has a file of its own, named after its process, and only it writes there. One whose process is gone does not
/// count.
final class QuarantineFile: Sendable {
    let path: String
    private let folder: String
    /// Whether the file is there; held while it is written.
    private let isWritten = Mutex(false)

    /// A file for this process; nil where /proc does not tell when it started.
    init?(folder: String) {
        let process = getpid()
        guard let start = Self.start(of: process) else { return nil }
        self.folder = folder
        // A process may run several hosts.
        path = "\(folder)/\(process)-\(start)-\(UInt32.random(in: .min ... .max))\(Self.ending)"
    }

    private static let ending = ".json"
    /// The largest file that is read, in bytes: some thousand plugins.
    private static let fileBytes = 1 << 20
    /// The most files that are read: more hosts than a user runs.
    private static let fileCount = 100

    // MARK: - Writing

    /// Writes those of the plugins that are left alone; removes the file when there are none.
    ///
    /// Blocks.
    ///
    /// - Parameters:
    ///   - longest: How long a quarantine lasts at most, after which others' files mean nothing.
    ///   - plugins: Gives all of the host's; asked within a lock, so that what is written last is what holds last.
    /// - Throws: The system's reason.
    func write(
        keeping longest: Duration, _ plugins: () -> [PluginDescription]
    ) throws(FileSystem.Failure) {
        try isWritten.withLock { (isWritten) throws(FileSystem.Failure) in
            let records = plugins().compactMap(Self.json)
            guard !records.isEmpty else {
                if isWritten { unsafe unlink(path) }
                isWritten = false
                return
            }
            try FileSystem.makeFolder(at: folder)
            if !isWritten { prune(longest) }
            var writer = JSONWriter(layout: .pretty)
            writer.write(["plugins": .array(records)])
            try FileSystem.replace(path, with: writer.bytes + [UInt8(ascii: "\n")])
            isWritten = true
        }
    }

    private static func json(_ plugin: PluginDescription) -> JSONValue? {
        guard let quarantine = plugin.refusal?.quarantine else { return nil }
        return [
            "path": .string(plugin.path), "name": .string(plugin.name),
            "hash": plugin.contentHash.map { .string($0.description) } ?? .null,
            "reason": .string(quarantine.reason), "until": .string(quarantine.until),
        ]
    }

    /// Removes what hosts have left behind that were killed.
    private func prune(_ longest: Duration) {
        // A folder that cannot be listed has nothing to be removed.
        guard let names = try? OpenedFile.folder(at: folder).names() else { return }
        for name in names {
            let path = "\(folder)/\(name)"
            guard let entry = try? FileSystem.entry(at: path), entry.kind == .file,
                FileSystem.secondsNow - entry.modifiedSeconds > Int(longest / .seconds(1))
            else { continue }
            unsafe unlink(path)
        }
    }

    // MARK: - Reading

    /// What all hosts that run have written; blocks.
    static func all(in folder: String) -> [RecordedQuarantine] {
        // Without a folder nobody has written anything.
        guard let names = try? OpenedFile.folder(at: folder).names() else { return [] }
        return names.lazy.filter { $0.hasSuffix(ending) }.prefix(fileCount).flatMap { name in
            let parts = name.dropLast(ending.utf8.count).split(separator: "-")
            guard parts.count == 3, let process = Int32(parts[0]), let start = UInt64(parts[1]),
                self.start(of: process) == start
            else { return [RecordedQuarantine]() }
            return records(in: "\(folder)/\(name)", of: process)
        }
    }

    private static func records(in path: String, of process: Int32) -> [RecordedQuarantine] {
        // Its host may have removed it by now.
        guard let file = try? FileSource(path: path), file.count <= fileBytes,
            let bytes = file.bytes(at: 0, count: file.count),
            let value = try? JSONValue(parsing: bytes, limits: JSONLimits(bytes: fileBytes))
        else { return [] }
        return (value["plugins"]?.array ?? []).compactMap { record in
            guard let path = record["path"]?.string, let name = record["name"]?.string,
                let reason = record["reason"]?.string, let until = record["until"]?.string
            else { return nil }
            return RecordedQuarantine(
                host: process, path: path, hash: record["hash"]?.string.flatMap { ContentHash($0) },
                name: name, quarantine: PluginQuarantine(reason: reason, until: until))
        }
    }

    /// When a process started, in the system's own unit, so that its number used again is not taken for it.
    private static func start(of process: Int32) -> UInt64? {
        guard let line = ProcessFile.text(of: "/proc/\(process)/stat", upTo: 4096),
            let end = line.lastIndex(of: ")")
        else { return nil }
        let fields = line[line.index(after: end)...].split(separator: " ")
        return fields.count > startField ? UInt64(fields[startField]) : nil
    }

    /// Behind the name, where the state is the first field.
    private static let startField = 19
}
