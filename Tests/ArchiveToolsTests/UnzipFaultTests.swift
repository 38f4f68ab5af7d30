// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import JSON
import SandboxFiles
import Synchronization
import Testing
import ToolKit

@testable import ArchiveTools

@Suite struct UnzipFaultTests {
    // MARK: - Bombs

    @Test func `entries that share bytes are refused before anything is unpacked`() throws {
        let sandbox = try ArchiveSandbox()
        let kernel = ZipBytes.Entry("kernel", String(repeating: "0", count: 1_000))
        var again = ZipBytes.Entry("again", "")
        again.statedOffset = 0
        try sandbox.file("overlap.zip", bytes: ZipBytes([kernel, again]).bytes)
        let error = try sandbox.refusal { try $0.unzip("overlap.zip") }
        #expect(error.code == "overlapping_entries")
    }

    @Test func `an entry that quotes the next one's header is refused`() throws {
        let sandbox = try ArchiveSandbox()
        // The first entry's contents are the whole of the second.
        let inner = ZipBytes.Entry("inner", "contents")
        let quoted = Array(ZipBytes([inner]).bytes.prefix(30 + 5 + 8))
        var outer = ZipBytes.Entry("outer")
        outer.contents = quoted
        var second = ZipBytes.Entry("inner", "")
        second.statedOffset = 30 + 5
        try sandbox.file("quoted.zip", bytes: ZipBytes([outer, second]).bytes)
        #expect(try sandbox.refusal { try $0.unzip("quoted.zip") }.code == "overlapping_entries")
    }

    @Test func `too many entries are refused by the directory`() throws {
        let box = try ArchiveSandbox()
        try box.file("many.zip", bytes: ZipBytes((0...10).map { .init("\($0)") }).bytes)
        let error = try #require(throws: ArchiveError.self) {
            try UnpackingSource(
                try SandboxPath("many.zip"), in: try Sandbox(path: box.path),
                limits: ArchiveLimits(entries: 10), context: .testing(sandbox: box.path))
        }
        #expect(error.reason == .tooManyEntries)
        #expect(error.message == "The archive has more than 10 entries.")
    }

    @Test(arguments: [UInt64(9) << 30, 1 << 62, .max])
    func `a size beyond the limit is refused by the directory`(bytes: UInt64) throws {
        let sandbox = try ArchiveSandbox()
        var entry = ZipBytes.Entry("huge.bin")
        entry.wideBytes = bytes
        try sandbox.file("huge.zip", bytes: ZipBytes([entry]).bytes)
        let error = try sandbox.refusal { try $0.unzip("huge.zip") }
        #expect(error.code == (bytes == .max ? "damaged_archive" : "too_large"))
    }

    @Test func `a tar entry beyond the limit is refused by its header`() throws {
        let sandbox = try ArchiveSandbox()
        var entry = TarBytes.Entry("huge.bin")
        entry.statedBytes = 0o77_777_777_777
        try sandbox.file("huge.tar", bytes: TarBytes([entry]).bytes)
        let error = try sandbox.refusal { try $0.unzip("huge.tar") }
        #expect(["suspicious_ratio", "too_large"].contains(error.code))
    }

    @Test(arguments: ["bomb.tar.bz2", "bomb.tar.bz2.bz2"])
    func `an archive that grows beyond reason is refused`(name: String) throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file(name, bytes: try ArchiveSamples.bytes(name))
        let error = try sandbox.refusal { try $0.unzip(name) }
        #expect(error.code == "suspicious_ratio")
        #expect(error.message.contains("1100 times"))
    }

    @Test(arguments: [
        (ArchiveLimits(entries: 2), "too_many_entries"), (ArchiveLimits(nameBytes: 2), "too_large"),
        (ArchiveLimits(unpackedBytes: 10), "too_large"),
        (ArchiveLimits(ratio: 0x1_0000, harmlessBytes: 0), nil),
        (ArchiveLimits(entries: 3, nameBytes: 100, unpackedBytes: 12), nil),
    ])
    func `limits hold while entries come`(limits: ArchiveLimits, code: String?) throws {
        let box = try ArchiveSandbox()
        try box.file("three.tar", bytes: TarBytes([.init("a"), .init("b"), .init("c")]).bytes)
        let sandbox = try Sandbox(path: box.path)
        let path = try SandboxPath("three.tar")
        let context = ToolContext.testing(sandbox: box.path)
        let target = try UnpackingTarget(try SandboxPath("out"), in: sandbox)
        let source = try UnpackingSource(path, in: sandbox, limits: limits, context: context)
        let unpacking = Unpacking(
            source, into: target.folder, as: path, leavesLinksOut: false, limits: limits, context: context)
        if let code {
            let error = try #require(throws: ArchiveError.self) { try unpacking.run() }
            #expect(error.code == code)
        } else {
            try unpacking.run()
            #expect(unpacking.outcome.files == 3)
        }
    }

    @Test func `archives in an archive stay packed`() throws {
        let sandbox = try ArchiveSandbox()
        var inner = ZipBytes.Entry("inner.zip")
        inner.contents = ZipBytes([.init("a.txt")]).bytes
        try sandbox.file("outer.zip", bytes: ZipBytes([inner]).bytes)
        try sandbox.unzip("outer.zip")
        #expect(try sandbox.names("out") == ["inner.zip"])
    }

    // MARK: - Lies and damage

    static let lies: [(name: String, change: @Sendable (inout ZipBytes.Entry) -> Void)] = [
        ("longer than said", { $0.statedBytes = 2 }), ("shorter than said", { $0.statedBytes = 2_000 }),
        ("wrong checksum", { $0.checksum = 7 }), ("offset beyond the file", { $0.statedOffset = 50_000 }),
        ("offset into nothing", { $0.statedOffset = 3 }),
        ("contents that are not Deflate", { $0.method = 8 }),
    ]

    @Test(arguments: lies.map(\.name))
    func `an archive that lies is refused`(name: String) throws {
        let sandbox = try ArchiveSandbox()
        var entry = ZipBytes.Entry("a.txt", String(repeating: "x", count: 500))
        try #require(Self.lies.first { $0.name == name }).change(&entry)
        try sandbox.file("lie.zip", bytes: ZipBytes([.init("first.txt"), entry]).bytes)
        let error = try sandbox.refusal { try $0.unzip("lie.zip") }
        #expect(["damaged_archive", "overlapping_entries"].contains(error.code), "\(error.message)")
    }

    @Test func `an unknown compression is named`() throws {
        let sandbox = try ArchiveSandbox()
        var entry = ZipBytes.Entry("a.txt")
        entry.method = 19
        try sandbox.file("odd.zip", bytes: ZipBytes([entry]).bytes)
        let error = try sandbox.refusal { try $0.unzip("odd.zip") }
        #expect(error.code == "unsupported_format")
        #expect(error.message.contains("a.txt"))
    }

    @Test(arguments: ["encrypted.zip"])
    func `a password is reported`(name: String) throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file(name, bytes: try ArchiveSamples.bytes(name))
        let error = try sandbox.refusal { try $0.unzip(name) }
        #expect(error.code == "encrypted_archive")
        #expect(error.hint?.contains("without a password") == true)
    }

    @Test func `a zip archive that is cut anywhere is refused`() throws {
        let whole = ZipBytes([.init("a.txt", "first"), .init("b/c.txt", "second")]).bytes
        let sandbox = try ArchiveSandbox()
        for length in whole.indices {
            try sandbox.file("cut.zip", bytes: Array(whole[..<length]))
            try sandbox.refusal { try $0.unzip("cut.zip") }
        }
    }

    @Test(arguments: ArchiveSamples.compressed)
    func `a compressed archive that is cut anywhere is refused or whole`(name: String) throws {
        let whole = try ArchiveSamples.bytes(name)
        let sandbox = try ArchiveSandbox()
        for length in whole.indices {
            try sandbox.file("cut", bytes: Array(whole[..<length]))
            do {
                try sandbox.unzip("cut")
                // The last bytes are sums and paddings that some readers do not miss.
                #expect(sandbox.contents("out/hello.txt") == "hello\n")
                try FileManager.default.removeItem(atPath: sandbox.path + "/out")
            } catch {
                #expect(try sandbox.names() == ["cut"])
            }
        }
    }

    @Test(arguments: ["zip", "tar"])
    func `an archive with any byte changed is refused or unpacked inside`(format: String) throws {
        let sandbox = try ArchiveSandbox()
        let whole =
            format == "zip"
            ? ZipBytes([.init("a.txt", "first"), .init("b/c.txt", "second")]).bytes
            : Array(TarBytes([.init("a.txt", "first")]).bytes.prefix(1_024))
        for index in whole.indices {
            for change: UInt8 in [0x01, 0x2F, 0x80, 0xFF] {
                var changed = whole
                changed[index] ^= change
                try sandbox.file("changed", bytes: changed)
                do {
                    try sandbox.unzip("changed")
                    #expect(try sandbox.names() == ["changed", "out"])
                    try FileManager.default.removeItem(atPath: sandbox.path + "/out")
                } catch {
                    #expect(try sandbox.names() == ["changed"])
                }
            }
        }
        #expect(try sandbox.isUntouchedOutside())
    }

    static let noArchives: [(name: String, text: [UInt8], code: String, word: String)] = [
        ("empty.zip", [], "not_an_archive", "is empty"),
        ("page.zip", Array("<!doctype html><p>404</p>".utf8), "not_an_archive", "neither a zip nor a tar"),
        ("old.7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "unsupported_format", "7z archive"),
        ("old.rar", Array("Rar!\u{1A}\u{7}".utf8), "unsupported_format", "RAR archive"),
        ("pack.deb", Array("!<arch>\ndebian-binary".utf8), "unsupported_format", "Debian"),
        ("cut.zip", Array("PK\u{3}\u{4}rest".utf8), "damaged_archive", "directory"),
    ]

    @Test(arguments: noArchives.map(\.name))
    func `what is no archive is named for what it is`(name: String) throws {
        let sandbox = try ArchiveSandbox()
        let expected = try #require(Self.noArchives.first { $0.name == name })
        try sandbox.file(name, bytes: expected.text)
        let error = try sandbox.refusal { try $0.unzip(name) }
        #expect(error.code == expected.code)
        #expect(error.message.contains(expected.word), "\(error.message)")
        #expect(error.hint != nil)
    }

    @Test func `a missing archive is told with the nearest name`() throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file("archive.zip", bytes: ZipBytes([.init("a")]).bytes)
        let error = try sandbox.refusal { try $0.unzip("archiv.zip") }
        #expect(error.message.contains("nearest: archive.zip"))
    }

    // MARK: - Giving up

    @Test func `a cancelled call leaves nothing`() throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file("many.tar", bytes: TarBytes((0..<20).map { .init("\($0).txt") }).bytes)
        for allowed in 0..<40 {
            let asked = Mutex(0)
            let context = ToolContext.testing(
                sandbox: sandbox.path,
                isCancelled: {
                    asked.withLock { count in
                        count += 1
                        return count > allowed
                    }
                })
            #expect(throws: CancellationError.self) {
                try sandbox.call(
                    "unzipFile", ["archive": "many.tar", "outputDir": "out/deep"], context: context)
            }
            #expect(try sandbox.names() == ["many.tar"])
        }
    }

    @Test func `a full disk leaves nothing`() async throws {
        // The limit on file sizes holds for a whole process, so the call runs in one of its own. It fails as on
        // a full disk: in the middle of the data.
        await #expect(processExitsWith: .success) {
            let sandbox = try ArchiveSandbox()
            let long = String(repeating: "x", count: 100_000)
            try sandbox.file("long.tar", bytes: TarBytes([.init("short"), .init("long", long)]).bytes)
            try sandbox.file("long.txt", long)
            try sandbox.file("old.zip", "old")
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 64, rlim_max: 64)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            #expect(try sandbox.refusal { try $0.unzip("long.tar") }.code == "disk_full")
            #expect(try sandbox.refusal { try $0.zip(["long.txt"], to: "old.zip") }.code == "disk_full")
        }
    }
}
