// SPDX-License-Identifier: Apache-2.0

import Glibc
import JSON

/// The file in which approvals are kept: for this user alone, replaced as a whole, and believed only when it is sound.
struct ApprovalFile: Sendable {
    /// What the file says.
    struct Contents: Sendable, Hashable {
        var approvals: [PluginApproval] = []
        /// Why nothing of it counts; nil when it is sound, or not there.
        var damage: String?
    }

    let path: String

    /// The largest file, in bytes: a thousand plugins with twenty tools each.
    static let fileBytes = 64 << 20
    /// The most approvals: each is one version of a plugin.
    private static let countLimit = 10_000
    /// How many versions of one plugin are remembered: an older one that is put back need not be asked for again.
    private static let versionsKept = 8
    private static let version = 1

    // MARK: - Reading

    /// The approvals; none when the file is not there or cannot be believed.
    func read() -> Contents {
        let bytes: [UInt8]
        do throws(FileSystem.Failure) {
            let file = try FileSource(path: path)
            if let fault = file.othersFault { return Contents(damage: fault) }
            guard file.count <= Self.fileBytes, let found = file.bytes(at: 0, count: file.count) else {
                throw FileSystem.Failure.tooLarge
            }
            bytes = found
        } catch {
            return Contents(damage: error.isMissing ? nil : "it cannot be read: \(error.reason)")
        }
        do {
            return Contents(approvals: try Self.approvals(in: bytes))
        } catch let fault as MemberFault {
            return Contents(damage: fault.text)
        } catch let error as JSONError {
            return Contents(damage: error.message.droppingFullStop)
        } catch {
            return Contents(damage: "it cannot be read")
        }
    }

    private static func approvals(in bytes: [UInt8]) throws -> [PluginApproval] {
        let value = try JSONValue(
            parsing: bytes, limits: JSONLimits(bytes: fileBytes), duplicateKeys: .refused)
        let members = try StrictMembers(value, names: ["version", "approvals"])
        guard try members.integer("version", in: 1...Int.max) == version else {
            throw MemberFault(
                members.place(of: "version"), "is not \(version), the one that this host writes")
        }
        return try members.array("approvals", limit: countLimit).map { value, place in
            try PluginApproval(reading: value, at: place)
        }
    }

    // MARK: - Writing

    /// Changes the approvals, after all that other hosts have written.
    ///
    /// A file that is damaged is kept under another name.
    ///
    /// - Returns: That name; nil when nothing was damaged.
    /// - Throws: `PluginError.approvalsUnusable`; then the file is as it was.
    func update(_ change: (inout [PluginApproval]) -> Void) throws(PluginError) -> String? {
        do throws(FileSystem.Failure) {
            try FileSystem.makeFolder(at: FileSystem.folder(of: path))
            let lock = try FileLock(path: "\(path).lock")
            defer { lock.release() }
            var contents = read()
            let kept = try contents.damage.map { (_) throws(FileSystem.Failure) in try setAside() }
            change(&contents.approvals)
            try write(contents.approvals)
            return kept
        } catch {
            throw .approvalsUnusable(path: path, reason: error.reason)
        }
    }

    /// Adds an approval; it takes the place of an earlier one for the same file.
    func add(_ approval: PluginApproval) throws(PluginError) -> String? {
        try update { approvals in
            approvals.removeAll { $0.hash == approval.hash }
            approvals.append(approval)
            let others = approvals.filter { $0.id == approval.id }
            let surplus = Set(others.dropLast(Self.versionsKept).map(\.hash))
            approvals.removeAll { surplus.contains($0.hash) }
        }
    }

    private func setAside() throws(FileSystem.Failure) -> String {
        for number in 1...Self.damagedKept {
            let name = "\(path).damaged-\(number)"
            // A link fails where the name is taken, a rename would not.
            if unsafe link(path, name) == 0 {
                guard unsafe unlink(path) == 0 else { throw .last }
                return name
            }
            guard errno == EEXIST else { throw .last }
        }
        throw FileSystem.Failure(number: EEXIST)
    }

    /// How many damaged files are kept: nobody needs to see more, and none is thrown away unseen.
    private static let damagedKept = 100

    private func write(_ approvals: [PluginApproval]) throws(FileSystem.Failure) {
        let value: JSONValue = [
            "version": JSONValue(Self.version), "approvals": .array(approvals.map(\.json)),
        ]
        var writer = JSONWriter(layout: .pretty)
        writer.write(value)
        guard writer.bytes.count < Self.fileBytes, approvals.count <= Self.countLimit else {
            throw FileSystem.Failure.tooLarge
        }
        try FileSystem.replace(path, with: writer.bytes + [UInt8(ascii: "\n")])
    }
}

extension FileSource {
    /// Why others than the user may have written the file; nil when they cannot.
    fileprivate var othersFault: String? {
        if owner != geteuid(), owner != 0 { return "it belongs to another user" }
        return mode & 0o022 == 0 ? nil : "others may write it"
    }
}
