// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import JSON
import Synchronization
import Testing
import ToolKit

@testable import ArchiveTools

/// Whether somebody may still change folders behind the tool's back.
private final class Race: Sendable {
    let isOver = Mutex(false)
}

@Suite struct UnzipEscapeTests {
    /// Names that lead out, or would on another system, and the word that the refusal has for each.
    static let names: [(name: String, why: String)] = [
        ("../evil", "leads out"), ("../../evil", "leads out"), ("a/../../evil", "leads out"),
        ("./..//evil", "leads out"), ("..", "leads out"), ("a/..", "leads out"), ("a/../b", "leads out"),
        ("a//..//../evil", "leads out"), ("../sandbox/evil", "leads out"),
        ("/evil", "absolute"), ("//evil", "absolute"), ("/../evil", "absolute"),
        ("/proc/self/root/tmp/evil", "absolute"),
        ("..\\evil", "backslash"), ("a\\..\\..\\evil", "backslash"), ("\\evil", "backslash"),
        ("\\\\host\\share", "backslash"),
        ("C:evil", "drive letter"), ("c:/evil", "drive letter"),
        (String(repeating: "a", count: 256), "more than 255 bytes"),
        (String(repeating: "a/", count: 2_047) + "aa", "longer than"),
        (String(repeating: "a", count: 5_000), "longer than"),
    ]

    @Test(arguments: names.map(\.name), ["zip", "tar"])
    func `no name leads out of the folder`(name: String, format: String) throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file(
            "bad.archive",
            bytes: format == "zip"
                ? ZipBytes([.init("first.txt"), .init(name)]).bytes
                : TarBytes([.init("first.txt"), .init(name)]).bytes
        )
        for folder in ["out", "."] {
            let error = try sandbox.refusal { try $0.unzip("bad.archive", to: folder) }
            #expect(error.code == "unsafe_name")
            let why = try #require(Self.names.first { $0.name == name }).why
            // In a zip archive, a name without any slash has backslashes for separators, as old Windows
            // programs wrote it.
            let isWindows = format == "zip" && name.contains("\\")
            #expect(isWindows || error.message.contains(why), "\(error.message)")
        }
    }

    @Test(arguments: ["a\0../../evil", "\0", "a.txt\0"])
    func `a NUL in a name is no end of it`(name: String) throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file("bad.zip", bytes: ZipBytes([.init(name)]).bytes)
        let error = try sandbox.refusal { try $0.unzip("bad.zip") }
        #expect(error.code == "unsafe_name")
    }

    @Test(arguments: ["", "/"])
    func `an empty name is none`(name: String) throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file("bad.zip", bytes: ZipBytes([.init(name)]).bytes)
        #expect(try sandbox.refusal { try $0.unzip("bad.zip") }.code == "unsafe_name")
    }

    @Test func `names of full length are unpacked`() throws {
        let sandbox = try ArchiveSandbox()
        let name = String(repeating: "n", count: 255)
        let deep = Array(repeating: String(repeating: "d", count: 200), count: 15).joined(separator: "/")
        try sandbox.file("long.tar", bytes: TarBytes([.init(name), .init(deep)]).bytes)
        try sandbox.unzip("long.tar", to: ".")
        #expect(sandbox.contents(name) == "text")
        #expect(sandbox.contents(deep) == "text")
    }

    // MARK: - Links and the like

    /// A link that leads out, then a file that would go through it.
    static let writeThroughs: [(name: String, bytes: [UInt8])] = [
        ("zip, symbolic link", ZipBytes([.link("x", to: ".."), .init("x/evil")]).bytes),
        ("zip, absolute link", ZipBytes([.link("x", to: "/tmp"), .init("x/evil")]).bytes),
        ("zip, link then its name", ZipBytes([.link("x", to: "../secret.txt"), .init("x", "evil")]).bytes),
        (
            "tar, symbolic link",
            TarBytes([.init("x", type: "2", target: "../.."), .init("x/evil")]).bytes
        ),
        (
            "tar, chained links",
            TarBytes([
                .init("a", type: "2", target: "."), .init("a/b", type: "2", target: "../.."),
                .init("a/b/evil"),
            ]).bytes
        ),
        (
            "tar, hard link",
            TarBytes([.init("x", type: "1", target: "../secret.txt"), .init("x", "evil")]).bytes
        ),
        (
            "tar, hard link to a link",
            TarBytes([
                .init("l", type: "2", target: "../../secret.txt"), .init("x", type: "1", target: "l"),
                .init("x", "evil"),
            ]).bytes
        ),
        ("tar, character device", TarBytes([.init("x", type: "3")]).bytes),
        ("tar, block device", TarBytes([.init("x", type: "4")]).bytes),
        ("tar, FIFO", TarBytes([.init("x", type: "6")]).bytes),
    ]

    @Test(arguments: writeThroughs.map(\.name))
    func `no link and no device is made, and nothing goes through one`(name: String) throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file("bad", bytes: try #require(Self.writeThroughs.first { $0.name == name }).bytes)
        let error = try sandbox.refusal { try $0.unzip("bad", to: ".") }
        #expect(error.code == "unsafe_entry")
        #expect(error.hint?.contains("leaveOutLinks") == true)

        try sandbox.unzip("bad", to: "out", more: ["leaveOutLinks": true])
        #expect(try sandbox.isUntouchedOutside())
        for (path, _) in try sandbox.everything() {
            let kind = try sandbox.status(path).st_mode & S_IFMT
            #expect(kind == S_IFREG || kind == S_IFDIR, "\(path)")
        }
    }

    @Test func `a link that is there already is not written through`() throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.folder("out")
        try sandbox.link("out/sub", to: "../..")
        try sandbox.link("out/file", to: "../../secret.txt")
        try sandbox.file("sub.zip", bytes: ZipBytes([.init("sub/secret.txt", "evil")]).bytes)
        try sandbox.file("file.zip", bytes: ZipBytes([.init("file", "evil")]).bytes)
        for overwrite in [true, false] {
            let error = try sandbox.refusal { try $0.unzip("sub.zip", more: ["overwrite": .bool(overwrite)]) }
            #expect(error.code == "already_exists")
        }
        #expect(try sandbox.refusal { try $0.unzip("file.zip") }.code == "already_exists")
        // The link itself gives way, not what it leads to.
        try sandbox.unzip("file.zip", more: ["overwrite": true])
        #expect(try sandbox.status("out/file").st_mode & S_IFMT == S_IFREG)
        #expect(try sandbox.isUntouchedOutside())
    }

    @Test func `a folder that is swapped for a link during the call leads nowhere`() async throws {
        let sandbox = try ArchiveSandbox()
        let path = sandbox.path
        try sandbox.folder("out/sub")
        try sandbox.link("out/link", to: "../..")
        try sandbox.file("archive.zip", bytes: ZipBytes([.init("sub/secret.txt", "evil")]).bytes)
        let race = Race()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !race.isOver.withLock({ $0 }) {
                    rename(path + "/out/sub", path + "/out/spare")
                    rename(path + "/out/link", path + "/out/sub")
                    rename(path + "/out/sub", path + "/out/link")
                    rename(path + "/out/spare", path + "/out/sub")
                }
            }
            for _ in 0..<300 {
                // A call that meets the link, or nothing, is refused; that is fine.
                _ = try? sandbox.unzip("archive.zip", more: ["overwrite": true])
            }
            race.isOver.withLock { $0 = true }
        }
        #expect(try sandbox.isUntouchedOutside())
    }

    @Test(arguments: [
        ("..", "leaves_sandbox"), ("../out", "leaves_sandbox"), ("/tmp/out", "absolute_path"),
        ("outer", "leaves_sandbox"), ("outer/new", "leaves_sandbox"), ("a/../../x", "invalid_path"),
        ("out\0", "invalid_path"), ("..\\out", "invalid_path"), ("good.zip", "not_a_folder"),
        ("good.zip/x", "not_a_folder"),
        (String(repeating: "a", count: 4_096), "name_too_long"),
    ])
    func `the folder is in the sandbox`(folder: String, code: String) throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.link("outer", to: "..")
        try sandbox.file("good.zip", bytes: ZipBytes([.init("evil")]).bytes)
        #expect(try sandbox.refusal { try $0.unzip("good.zip", to: folder) }.code == code)
    }

    @Test(arguments: ["../secret.txt", "/etc/passwd", "climbing", "\0"])
    func `the archive is in the sandbox`(archive: String) throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.link("climbing", to: "../secret.txt")
        let codes = ["leaves_sandbox", "absolute_path", "invalid_path"]
        #expect(codes.contains(try sandbox.refusal { try $0.unzip(archive) }.code))
    }

    @Test func `a FIFO for an archive does not hang`() throws {
        let sandbox = try ArchiveSandbox()
        try #require(mkfifo(sandbox.path + "/pipe", 0o600) == 0)
        #expect(throws: (any Error).self) { try sandbox.unzip("pipe") }
    }

    // MARK: - Names that meet

    static let duplicates: [(name: String, bytes: [UInt8])] = [
        ("zip, twice the same", ZipBytes([.init("a.txt", "1"), .init("a.txt", "2")]).bytes),
        ("zip, spelt differently", ZipBytes([.init("a/b", "1"), .init("./a//b", "2")]).bytes),
        ("tar, twice the same", TarBytes([.init("a.txt", "1"), .init("a.txt", "2")]).bytes),
        ("tar, beneath a file", TarBytes([.init("a", "1"), .init("a/b", "2")]).bytes),
        ("tar, a folder as a file", TarBytes([.init("a/b", "1"), .init("a", "2")]).bytes),
        ("tar, a file as a folder", TarBytes([.init("a", "1"), .init("a", type: "5")]).bytes),
    ]

    @Test(arguments: duplicates.map(\.name))
    func `a name stands for one thing`(name: String) throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file("bad", bytes: try #require(Self.duplicates.first { $0.name == name }).bytes)
        #expect(try sandbox.refusal { try $0.unzip("bad") }.code == "duplicate_name")
    }

    @Test func `names that differ in case are two files`() throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file("case.zip", bytes: ZipBytes([.init("Read.me", "1"), .init("read.me", "2")]).bytes)
        try sandbox.unzip("case.zip")
        #expect(sandbox.contents("out/Read.me") == "1")
        #expect(sandbox.contents("out/read.me") == "2")
    }
}
