// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import JSON
import Synchronization
import Testing
import ToolKit

@testable import ArchiveTools

/// Whether somebody may still change files behind the tool's back.
private final class Race: Sendable {
    let isOver = Mutex(false)
}

/// What a tool has reported of its progress.
private final class Reports: Sendable {
    let all = Mutex<[String]>([])
}

@Suite struct ZipFilesTests {
    /// A sandbox with a few files, folders and a link.
    private static func filled() throws -> ArchiveSandbox {
        let sandbox = try ArchiveSandbox()
        for folder in ["docs/deep/er", "docs/.git", "empty"] { try sandbox.folder(folder) }
        for name in [
            "a.txt", "b.txt", ".hidden.txt", "c[1].txt", "docs/x.md", "docs/deep/y.md", "docs/deep/er/z.md",
            "docs/.git/config", "docs/notes.txt",
        ] {
            try sandbox.file(name, name)
        }
        try sandbox.link("docs/alias.txt", to: "../a.txt")
        return sandbox
    }

    /// The names in an archive, read back by unpacking it without links.
    private static func names(_ archive: String, in sandbox: ArchiveSandbox) throws -> [String] {
        let output = try sandbox.unzip(archive, to: "read-back", more: ["leaveOutLinks": true])
        try FileManager.default.removeItem(atPath: sandbox.path + "/read-back")
        return try #require(output.structured?["names"]?.array).compactMap(\.string)
    }

    @Test func `files are packed under the names they were given by`() throws {
        let sandbox = try Self.filled()
        let output = try sandbox.zip(["a.txt", "./docs//x.md"], to: "archive.zip")
        #expect(
            output.text.hasPrefix(
                "Archive 'archive.zip' created successfully (2 files: 14 bytes packed into "))
        #expect(output.structured?["files"] == 2)
        #expect(output.structured?["inputBytes"] == 14)
        let size = try sandbox.status("archive.zip").st_size
        #expect(output.structured?["size"]?.int == size)
        #expect(try Self.names("archive.zip", in: sandbox) == ["a.txt", "docs/x.md"])
    }

    static let selections: [(files: [String], names: [String])] = [
        (["*.txt"], ["a.txt", "b.txt", "c[1].txt"]), (["?.txt"], ["a.txt", "b.txt"]),
        (["[!a].txt"], ["b.txt"]), (["[a-b].txt", "a.txt"], ["a.txt", "b.txt"]),
        // The name that exists wins over the pattern.
        (["c[1].txt"], ["c[1].txt"]), ([".h*"], [".hidden.txt"]),
        (["docs/*.md"], ["docs/x.md"]),
        (["docs/**/*.md"], ["docs/x.md", "docs/deep/y.md", "docs/deep/er/z.md"]),
        (["**/y.md"], ["docs/deep/y.md"]), (["**/*.txt"], ["a.txt", "b.txt", "c[1].txt", "docs/notes.txt"]),
        (["docs/deep"], ["docs/deep/", "docs/deep/er/", "docs/deep/er/z.md", "docs/deep/y.md"]),
        (
            ["docs/deep/", "docs/deep/y.md"],
            ["docs/deep/", "docs/deep/er/", "docs/deep/er/z.md", "docs/deep/y.md"]
        ),
        (["docs/deep/**"], ["docs/deep/er/", "docs/deep/er/z.md", "docs/deep/y.md"]),
        (["empty"], ["empty/"]), (["d*/deep/er"], ["docs/deep/er/", "docs/deep/er/z.md"]),
        (["*/er"], []),
    ]

    @Test(arguments: selections.indices)
    func `folders and patterns choose files`(index: Int) throws {
        let (files, names) = Self.selections[index]
        let sandbox = try Self.filled()
        if names.isEmpty {
            let error = try sandbox.refusal { try $0.zip(files) }
            #expect(error.code == "not_found")
            #expect(error.message.contains("fits the pattern"))
        } else {
            try sandbox.zip(files)
            #expect(try Self.names("out.zip", in: sandbox) == names)
        }
    }

    @Test func `everything comes back as it was, links aside`() throws {
        let sandbox = try Self.filled()
        try sandbox.file("grüße 日本.txt", "ü")
        try sandbox.file("big.bin", bytes: (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) })
        try #require(chmod(sandbox.path + "/a.txt", 0o751) == 0)
        var times = [
            timespec(tv_sec: 1_234_567_891, tv_nsec: 0), timespec(tv_sec: 1_234_567_891, tv_nsec: 0),
        ]
        for name in ["a.txt", "empty"] {
            try #require(utimensat(AT_FDCWD, sandbox.path + "/" + name, &times, 0) == 0)
        }
        let before = try sandbox.everything().filter { $0.key != "docs/alias.txt" }
        let output = try sandbox.zip(["."])
        #expect(output.structured?["links"] == 1)
        let error = try sandbox.refusal { try $0.unzip("out.zip") }
        #expect(error.message == "The archive has a symbolic link, 'docs/alias.txt', which is not unpacked.")
        try sandbox.unzip("out.zip", to: "back", more: ["leaveOutLinks": true])
        var after: [String: String] = [:]
        for (path, text) in try sandbox.everything() where path.hasPrefix("back/") {
            after[String(path.dropFirst(5))] = text
        }
        #expect(after == before)
        #expect(try sandbox.status("back/a.txt").st_mode & 0o777 == 0o751)
        for name in ["a.txt", "empty"] {
            #expect(try sandbox.status("back/" + name).st_mtim.tv_sec == 1_234_567_891)
        }
    }

    @Test func `a link is packed as a link, wherever it leads`() throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.link("out", to: "../secret.txt")
        try sandbox.link("loop", to: "loop")
        let output = try sandbox.zip(["out", "loop"], to: "links.zip")
        #expect(output.structured?["links"] == 2)
        #expect(output.structured?["files"] == 0)
        #expect(sandbox.contents("links.zip")?.contains("../secret.txt") == true)
    }

    @Test func `an archive does not hold itself`() throws {
        let sandbox = try Self.filled()
        try sandbox.zip(["."], to: "docs/all.zip")
        let first = try Self.names("docs/all.zip", in: sandbox)
        try sandbox.zip(["."], to: "docs/all.zip")
        #expect(try Self.names("docs/all.zip", in: sandbox) == first)
        #expect(first.allSatisfy { !$0.contains("all.zip") && !$0.contains(".toolhost") })
        let error = try sandbox.refusal { try $0.zip(["a.txt", "docs/all.zip"], to: "docs/all.zip") }
        #expect(error.message.contains("cannot be packed into itself"))
    }

    @Test func `what has no contents is left out of folders and refused by name`() throws {
        let sandbox = try Self.filled()
        try #require(mkfifo(sandbox.path + "/docs/pipe", 0o600) == 0)
        let output = try sandbox.zip(["docs"])
        #expect(output.structured?["leftOut"] == 1)
        #expect(output.text.contains("Left out: 1"))
        let error = try #require(throws: (any Error).self) { try sandbox.zip(["docs/pipe"], to: "pipe.zip") }
        #expect((error as? any UserFacingError)?.code == "not_a_regular_file")
        #expect(try !sandbox.names().contains("pipe.zip"))
    }

    static let refusals: [(files: [String], output: String, code: String)] = [
        (["../secret.txt"], "x.zip", "leaves_sandbox"),
        (["docs/../../secret.txt"], "x.zip", "leaves_sandbox"),
        (["docs/../a.txt"], "x.zip", "leaves_sandbox"), (["/etc/passwd"], "x.zip", "absolute_path"),
        (["outer/secret.txt"], "x.zip", "leaves_sandbox"), (["../*"], "x.zip", "leaves_sandbox"),
        (["outer/*"], "x.zip", "leaves_sandbox"), (["a.txt\0"], "x.zip", "invalid_path"),
        (["/proc/self/root/etc/passwd"], "x.zip", "absolute_path"),
        ([String(repeating: "a", count: 4_096)], "x.zip", "name_too_long"),
        (["aa.txt"], "x.zip", "not_found"), (["*.pdf"], "x.zip", "not_found"),
        (["a.txt"], "../x.zip", "leaves_sandbox"), (["a.txt"], "/tmp/x.zip", "absolute_path"),
        (["a.txt"], "outer/x.zip", "leaves_sandbox"), (["a.txt"], "no/x.zip", "not_found"),
        (["a.txt"], "docs", "is_a_folder"), (["a.txt"], "docs/", "is_a_folder"),
        (["a.txt"], "x.tar.gz", "unsupported_format"), (["a.txt"], "x.7z", "unsupported_format"),
        (["a.txt"], "dir\\x.zip", "invalid_path"), (["a.txt"], "escaping.zip", "leaves_sandbox"),
    ]

    @Test(arguments: refusals.indices)
    func `what cannot be packed is refused and leaves nothing`(index: Int) throws {
        let (files, output, code) = Self.refusals[index]
        let sandbox = try Self.filled()
        try sandbox.link("outer", to: "..")
        try sandbox.link("escaping.zip", to: "../secret.txt")
        let error = try sandbox.refusal { try $0.zip(files, to: output) }
        #expect(error.code == code, "\(error.message)")
    }

    @Test func `a missing file is told with the nearest name`() throws {
        let error = try Self.filled().refusal { try $0.zip(["aa.txt"]) }
        #expect(error.message.contains("nearest: a.txt"))
    }

    @Test func `an old archive is replaced in one step, or kept`() throws {
        let sandbox = try Self.filled()
        try sandbox.file("out.zip", "old")
        let error = try sandbox.refusal { try $0.zip(["a.txt"], more: ["overwrite": false]) }
        #expect(error.code == "already_exists")
        try sandbox.refusal { try $0.zip(["a.txt", "missing.txt"]) }
        #expect(sandbox.contents("out.zip") == "old")
        try sandbox.zip(["a.txt"])
        #expect(try Self.names("out.zip", in: sandbox) == ["a.txt"])
    }

    @Test func `a cancelled call leaves nothing`() throws {
        let sandbox = try Self.filled()
        for allowed in 0..<10 {
            let asked = Mutex(0)
            let context = ToolContext.testing(
                sandbox: sandbox.path,
                isCancelled: {
                    asked.withLock { count in
                        count += 1
                        return count > allowed
                    }
                })
            let before = try sandbox.everything()
            #expect(throws: CancellationError.self) {
                try sandbox.call(
                    "zipFiles", ["files": ["docs", "*.txt"], "output": "x.zip"], context: context)
            }
            #expect(try sandbox.everything() == before)
        }
    }

    @Test func `progress grows up to the whole`() throws {
        let sandbox = try ArchiveSandbox()
        let reports = Reports()
        var progress = SteppedProgress(
            .testing(
                sandbox: sandbox.path,
                onProgress: { done, total, message in
                    reports.all.withLock { $0.append("\(done) of \(total ?? -1): \(message ?? "")") }
                }), step: .zero)
        for done: Int64 in [0, 5, 12] { progress.report("a.txt") { (done, 10) } }
        #expect(
            reports.all.withLock { $0 } == [
                "0.0 of 10.0: 'a.txt'", "5.0 of 10.0: 'a.txt'", "10.0 of 10.0: 'a.txt'",
            ])
    }

    @Test func `a file that is swapped for a link to elsewhere gives no secrets`() async throws {
        let sandbox = try ArchiveSandbox()
        let path = sandbox.path
        try sandbox.folder("docs")
        try sandbox.file("docs/a.txt", "mine")
        let race = Race()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !race.isOver.withLock({ $0 }) {
                    symlink("../../secret.txt", path + "/next")
                    rename(path + "/next", path + "/docs/a.txt")
                    // A failure leaves the link there, which is the harder case.
                    try? sandbox.file("next", "mine")
                    rename(path + "/next", path + "/docs/a.txt")
                }
            }
            for _ in 0..<100 {
                // A call that meets the link in the wrong moment is refused; that is fine.
                guard (try? sandbox.zip(["docs"], to: "raced.zip")) != nil else { continue }
                _ = try? sandbox.unzip("raced.zip", more: ["overwrite": true, "leaveOutLinks": true])
                #expect([nil, "mine"].contains(sandbox.contents("out/docs/a.txt")))
            }
            race.isOver.withLock { $0 = true }
        }
        #expect(try sandbox.isUntouchedOutside())
    }
}
