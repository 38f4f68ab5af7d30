// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import JSON
import SandboxFiles
import Testing
import ToolKit

@testable import ArchiveTools

@Suite struct UnzipFileTests {
    @Test func `an archive is unpacked to a new folder`() throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file(
            "archive.zip", bytes: ZipBytes([.init("a.txt", "first"), .init("b/c.txt", "second")]).bytes)
        let output = try sandbox.unzip("archive.zip", to: "extracted")
        #expect(
            try sandbox.everything() == [
                "archive.zip": sandbox.contents("archive.zip"), "extracted": "/",
                "extracted/a.txt": "first", "extracted/b": "/", "extracted/b/c.txt": "second",
            ])
        #expect(
            output.text == """
                Archive 'archive.zip' extracted to 'extracted' successfully (2 files, 11 bytes)
                a.txt
                b/c.txt
                … and 1 more; use listFiles to see them
                """)
        #expect(
            output.structured == [
                "archive": "archive.zip", "outputDir": "extracted", "format": "zip", "files": 2, "folders": 1,
                "bytes": 11, "names": ["a.txt", "b/c.txt"], "leftOut": 0,
            ])
    }

    @Test(arguments: ArchiveSamples.compressed)
    func `compressed tar archives are unpacked`(name: String) throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file(name, bytes: try ArchiveSamples.bytes(name))
        let output = try sandbox.unzip(name)
        #expect(sandbox.contents("out/hello.txt") == "hello\n")
        #expect(try sandbox.status("out/hello.txt").st_mtim.tv_sec == 1_000_000_000)
        #expect(output.structured?["format"] == "tar")
    }

    @Test(arguments: ["out", "out/", "deep/er/out", ".", "./", "here", "here/new", "alias", "alias/new"])
    func `the folder may be new, old or a link to one inside`(folder: String) throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.folder("here")
        try sandbox.file("here/old.txt", "old")
        try sandbox.link("alias", to: "here")
        try sandbox.file("archive.zip", bytes: ZipBytes([.init("sub/a.txt", "new")]).bytes)
        try sandbox.unzip("archive.zip", to: folder)
        #expect(sandbox.contents(folder + "/sub/a.txt") == "new")
        #expect(sandbox.contents("here/old.txt") == "old")
        #expect(try sandbox.everything().keys.allSatisfy { !$0.contains(".toolhost") })
    }

    @Test func `files that are there are kept unless overwrite is set`() throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.folder("out/sub")
        try sandbox.file("out/sub/a.txt", "old a")
        try sandbox.file("out/sub/mine.txt", "mine")
        try sandbox.file(
            "archive.zip",
            bytes: ZipBytes([.init("sub/a.txt", "new a"), .init("sub/b.txt", "new b"), .init("c/d", "d")])
                .bytes)
        let error = try sandbox.refusal { try $0.unzip("archive.zip") }
        #expect(error.code == "already_exists")
        #expect(error.message == "'out' already has 'sub/a.txt'.")
        #expect(error.hint?.contains("overwrite") == true)

        try sandbox.unzip("archive.zip", more: ["overwrite": true])
        var found = try sandbox.everything()
        found["archive.zip"] = nil
        #expect(
            found == [
                "out": "/", "out/sub": "/", "out/sub/a.txt": "new a", "out/sub/b.txt": "new b",
                "out/sub/mine.txt": "mine", "out/c": "/", "out/c/d": "d",
            ])
    }

    @Test func `a folder does not give way to a file, nor a file to a folder`() throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.folder("out/a")
        try sandbox.file("out/b")
        try sandbox.file("a.zip", bytes: ZipBytes([.init("a")]).bytes)
        try sandbox.file("b.zip", bytes: ZipBytes([.init("b/c")]).bytes)
        for archive in ["a.zip", "b.zip"] {
            let error = try sandbox.refusal { try $0.unzip(archive, more: ["overwrite": true]) }
            #expect(error.code == "already_exists")
            #expect(error.message.contains("unlike in the archive"))
        }
    }

    @Test func `a delivery that fails half-way is taken back`() throws {
        let box = try ArchiveSandbox()
        for folder in ["new", "there", "old"] { try box.folder(folder) }
        for name in ["a", "b", "c"] { try box.file("new/\(name)", "new") }
        try box.file("there/a", "old")
        let sandbox = try Sandbox(path: box.path)
        let folders = try ["new", "there", "old"].map { name in
            OpenFolder(try sandbox.openFolder(try SandboxPath(name)))
        }
        let path = try SandboxPath("there")
        let delivery = try Delivery(
            from: folders[0], to: folders[1], at: path, stash: folders[2], overwrites: true)
        // By then, one file has been replaced and one is new.
        try box.file("there/c", "theirs")
        #expect(throws: SystemError.self) { try delivery.perform() }
        #expect(try box.names("new") == ["a", "b", "c"])
        #expect(try box.names("there") == ["a", "c"])
        #expect(box.contents("there/a") == "old")
        #expect(box.contents("there/c") == "theirs")
        #expect(try box.names("old").isEmpty)
    }

    @Test func `permissions and times are those of the archive`() throws {
        let sandbox = try ArchiveSandbox()
        var program = TarBytes.Entry("bin/run")
        program.mode = 0o4755
        var closed = TarBytes.Entry("closed", type: "5")
        closed.mode = 0o500
        var secret = TarBytes.Entry("closed/secret")
        secret.mode = 0o400
        try sandbox.file("modes.tar", bytes: TarBytes([program, closed, secret]).bytes)
        try sandbox.unzip("modes.tar")
        // Neither set-user-ID nor a folder that its owner cannot empty.
        #expect(try sandbox.status("out/bin/run").st_mode == S_IFREG | 0o755)
        #expect(try sandbox.status("out/closed").st_mode == S_IFDIR | 0o700)
        #expect(try sandbox.status("out/closed/secret").st_mode == S_IFREG | 0o400)
        for name in ["bin/run", "closed", "closed/secret"] {
            #expect(try sandbox.status("out/" + name).st_mtim.tv_sec == 1_000_000_000)
        }
    }

    @Test func `names of zip's own character set are read`() throws {
        let sandbox = try ArchiveSandbox()
        var entry = ZipBytes.Entry("")
        entry.flags = 0
        entry.name = Array("gr".utf8) + [0x81, 0xE1] + Array(".txt".utf8)
        try sandbox.file("old.zip", bytes: ZipBytes([entry, .init("größe.txt")]).bytes)
        let output = try sandbox.unzip("old.zip")
        #expect(try sandbox.names("out") == ["größe.txt", "grüß.txt"])
        #expect(output.text.hasSuffix("1 name not in UTF-8 read as code page 437; check for odd letters"))
    }

    @Test func `bytes that are no text make no name that cannot be used`() throws {
        let sandbox = try ArchiveSandbox()
        var entry = TarBytes.Entry("")
        entry.name = [0xFF, 0xFE, UInt8(ascii: "/"), 0xC0, 0xAF]
        try sandbox.file("odd.tar", bytes: TarBytes([entry]).bytes)
        try sandbox.unzip("odd.tar")
        #expect(try sandbox.everything().keys.contains { $0.hasSuffix("└»") })
    }

    @Test func `zip64 fields and a program in front are understood`() throws {
        let sandbox = try ArchiveSandbox()
        var wide = ZipBytes.Entry("wide.txt", "wide")
        wide.wideBytes = 4
        try sandbox.file(
            "self.exe", bytes: ZipBytes([.init("a.txt"), wide], prefix: Array("MZ program".utf8)).bytes)
        try sandbox.unzip("self.exe")
        #expect(sandbox.contents("out/wide.txt") == "wide")
        #expect(sandbox.contents("out/a.txt") == "text")
    }

    @Test(arguments: ["zip", "tar"])
    func `an empty archive makes an empty folder`(format: String) throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file("none", bytes: format == "zip" ? ZipBytes([]).bytes : TarBytes([]).bytes)
        let output = try sandbox.unzip("none")
        #expect(try sandbox.names("out").isEmpty)
        #expect(output.structured?["files"] == 0)
    }

    @Test func `many names are counted, not listed`() throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.file("many.zip", bytes: ZipBytes((0..<150).map { .init("\($0).txt") }).bytes)
        let output = try sandbox.unzip("many.zip")
        #expect(output.structured?["names"]?.array?.count == 100)
        #expect(output.text.contains("… and 130 more; use listFiles to see them"))
    }
}
