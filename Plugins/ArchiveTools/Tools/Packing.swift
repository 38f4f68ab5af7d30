// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles
internal import ToolKit

/// Packs what is on a list into a zip archive.
struct Packing {
    /// What has been packed.
    struct Outcome {
        var files = 0
        var folders = 0
        var links = 0
        /// Of all files together, before they were packed.
        var inputBytes: Int64 = 0
    }

    private(set) var outcome = Outcome()

    private let sandbox: Sandbox
    private let writer: ArchiveWriter
    private let output: SandboxPath
    private let context: ToolContext
    private var progress: SteppedProgress

    /// Starts an archive in `file`, which becomes `output`.
    init(
        into file: ReplacementFile, as output: SandboxPath, in sandbox: Sandbox, context: ToolContext
    ) throws(ArchiveError) {
        writer = try ArchiveWriter(file.descriptor)
        self.output = output
        self.sandbox = sandbox
        self.context = context
        progress = SteppedProgress(context)
    }

    /// Packs everything; the file is an archive only when nothing fails.
    mutating func run(_ items: [PackingList.Item]) throws {
        for (index, item) in items.enumerated() {
            try context.checkCancelled()
            progress.report(item.path) { (Int64(index), Int64(items.count)) }
            let path = try SandboxPath(item.path)
            switch item.kind {
            case .folder: try addFolder(path)
            case .link: try addLink(path)
            case .file, .fifo, .socket, .device: try addFile(path, index: index, of: items.count)
            }
        }
        try writing { () throws(SystemError) in try writer.finish() }
    }

    private mutating func addFolder(_ path: SandboxPath) throws {
        let folder = try sandbox.open(path, for: .naming, action: "looking at")
        let status = try look(at: folder, path)
        guard status.kind == .folder else { throw changed(path) }
        try writing { () throws(SystemError) in try writer.begin(status, name: path.bytes) }
        outcome.folders += 1
    }

    private mutating func addLink(_ path: SandboxPath) throws {
        guard let name = path.name.map({ Array($0.utf8) }) else { throw changed(path) }
        let folder = try sandbox.open(path.parent, for: .naming, action: "looking at")
        let link = try sandbox.explaining("looking at", path) { () throws(SystemError) in
            (status: try folder.status(of: name), target: try folder.target(ofLink: name))
        }
        try writing { () throws(SystemError) in
            try writer.begin(link.status, name: path.bytes, target: link.target)
        }
        outcome.links += 1
    }

    private mutating func addFile(_ path: SandboxPath, index: Int, of count: Int) throws {
        // Links beneath are not followed when the list is made; one that took the file's place since leads
        // nowhere but into the sandbox, and what it leads to must be a file.
        let file = try sandbox.openFile(path)
        let status = file.status
        try writing { () throws(SystemError) in try writer.begin(status, name: path.bytes) }
        var packed: Int64 = 0
        var isWhole = false
        while !isWhole {
            let more = try reading(path) { () throws(SystemError) in try writer.pack(file.descriptor) }
            packed += more
            isWhole = more == 0
            try context.checkCancelled()
            let part = status.size == 0 ? 0 : min(1_000, packed / (status.size / 1_000 + 1))
            progress.report(path.text) { (Int64(index) * 1_000 + part, Int64(count) * 1_000) }
        }
        guard packed == status.size else { throw changed(path) }
        outcome.files += 1
        outcome.inputBytes += packed
    }

    // MARK: - Failures

    private func look(at object: borrowing Descriptor, _ path: SandboxPath) throws(FileError) -> FileStatus {
        do {
            return try object.status()
        } catch {
            throw error.explained("looking at", path)
        }
    }

    private func writing(_ body: () throws(SystemError) -> Void) throws(FileError) {
        try sandbox.explaining("writing", output, body)
    }

    /// A failure while packing is the disk's of the archive, or of the file.
    private func reading(
        _ path: SandboxPath, _ body: () throws(SystemError) -> Int64
    ) throws(FileError) -> Int64 {
        do {
            return try body()
        } catch {
            throw error.isDiskFull ? error.explained("writing", output) : error.explained("packing", path)
        }
    }

    private func changed(_ path: SandboxPath) -> ArchiveError {
        ArchiveError(
            .fileChanged, "\(path.quoted) changed while it was being packed.",
            hint: "Nothing was written. Try again when nobody writes to it."
        )
    }
}
