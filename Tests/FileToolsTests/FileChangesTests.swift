// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import SandboxFiles
import Testing
import ToolKit

@testable import FileTools

@Suite struct FileChangesTests {
    /// A sandbox with a small tree and a secret beside it.
    private static func furnished() throws -> TemporarySandbox {
        let sandbox = try TemporarySandbox()
        try sandbox.file("../secret.txt", "secret")
        try sandbox.file("a.txt", "A")
        try sandbox.file("b.txt", "B")
        try sandbox.folder("docs/deep")
        try sandbox.file("docs/one.txt", "1")
        try sandbox.file("docs/deep/two.txt", "2")
        try sandbox.link("docs/out", to: "../../secret.txt")
        try sandbox.folder("empty")
        return sandbox
    }

    // MARK: - createDirectory

    @Test func `a folder is made`() throws {
        let sandbox = try TemporarySandbox()
        let output = try sandbox.call("createDirectory", ["path": "new-folder"])
        #expect(output.text == "Directory 'new-folder' created successfully")
        #expect(output.structured == ["path": "new-folder", "created": true])
        #expect(try sandbox.refusal("createDirectory", ["path": "new-folder"]).reason == .exists)
        let again = try sandbox.call("createDirectory", ["path": "new-folder/", "recursive": true])
        #expect(again.structured?["created"] == false)
        #expect(
            try sandbox.refusal("createDirectory", ["path": "x/y"]).text
                == "There is no folder 'x' here. Set recursive to true to make it too.")
        _ = try sandbox.call("createDirectory", ["path": "x/y/z", "recursive": true])
        #expect(try sandbox.names("x/y") == ["z"])
        #expect(
            try sandbox.call("createDirectory", ["path": ".", "recursive": true]).structured?["created"]
                == false)
    }

    @Test func `a file is in the way of a folder`() throws {
        let sandbox = try Self.furnished()
        #expect(
            try sandbox.refusal("createDirectory", ["path": "a.txt", "recursive": true]).text.contains(
                "is a file"))
        #expect(
            try sandbox.refusal("createDirectory", ["path": "a.txt/x", "recursive": true]).reason
                == .notFolder)
    }

    // MARK: - deleteFile

    @Test func `files, links and empty folders are deleted`() throws {
        let sandbox = try Self.furnished()
        #expect(try sandbox.call("deleteFile", ["path": "a.txt"]).text == "File 'a.txt' deleted successfully")
        #expect(try sandbox.call("deleteFile", ["path": "docs/out"]).structured?["type"] == "link")
        #expect(sandbox.contents("../secret.txt") == "secret")
        #expect(
            try sandbox.call("deleteFile", ["path": "empty", "recursive": true]).structured?["deleted"] == 1)
        #expect(try sandbox.names() == ["b.txt", "docs"])
        #expect(try sandbox.refusal("deleteFile", ["path": "b.tx"]).text.contains("nearest: b.txt"))
    }

    @Test func `a folder is deleted only when recursive, and never through a link`() throws {
        let sandbox = try Self.furnished()
        try sandbox.link("docs/up", to: "..")
        #expect(try sandbox.refusal("deleteFile", ["path": "docs"]).text.contains("Set recursive to true"))
        #expect(try sandbox.refusal("deleteFile", ["path": "empty"]).reason == .isFolder)
        #expect(try sandbox.names("docs").count == 4)
        #expect(
            try sandbox.call("deleteFile", ["path": "docs", "recursive": true]).structured?["deleted"] == 6)
        #expect(try sandbox.names() == ["a.txt", "b.txt", "empty"])
        #expect(sandbox.contents("../secret.txt") == "secret")
    }

    @Test(arguments: [".", "", "docs/..", "..", "./", "docs/../.."])
    func `the sandbox itself cannot be deleted, moved or copied`(_ path: String) throws {
        let sandbox = try Self.furnished()
        let before = try sandbox.names()
        _ = try sandbox.refusal("deleteFile", ["path": .string(path), "recursive": true])
        _ = try sandbox.refusal("moveFile", ["source": .string(path), "destination": "empty"])
        _ = try sandbox.refusal("copyFile", ["source": .string(path), "destination": "empty"])
        #expect(try sandbox.names() == before)
        #expect(try sandbox.names("empty").isEmpty)
    }

    @Test func `names that are not UTF-8 are deleted with their folder`() throws {
        let sandbox = try Self.furnished()
        let bytes = Array((sandbox.path + "/docs/").utf8CString.dropLast()) + [CChar(bitPattern: 0xFE), 0]
        try #require(mkdir(bytes, 0o700) == 0)
        _ = try sandbox.call("deleteFile", ["path": "docs", "recursive": true])
        #expect(try sandbox.names() == ["a.txt", "b.txt", "empty"])
    }

    // MARK: - moveFile

    @Test func `files and folders are moved and renamed`() throws {
        let sandbox = try Self.furnished()
        let output = try sandbox.call("moveFile", ["source": "a.txt", "destination": "c.txt"])
        #expect(output.text == "File 'a.txt' moved to 'c.txt' successfully")
        #expect(
            output.structured == [
                "source": "a.txt", "destination": "c.txt", "type": "file", "replaced": false,
            ])
        #expect(
            try sandbox.call("moveFile", ["source": "c.txt", "destination": "docs"]).structured?[
                "destination"] == "docs/c.txt")
        #expect(sandbox.contents("docs/c.txt") == "A")
        _ = try sandbox.call("moveFile", ["source": "docs/c.txt", "destination": "."])
        _ = try sandbox.call("moveFile", ["source": "docs", "destination": "papers"])
        #expect(try sandbox.names() == ["b.txt", "c.txt", "empty", "papers"])
        #expect(sandbox.contents("papers/deep/two.txt") == "2")
    }

    @Test func `what is there is replaced only when asked for`() throws {
        let sandbox = try Self.furnished()
        let error = try sandbox.refusal(
            "moveFile", ["source": "a.txt", "destination": "b.txt", "overwrite": false])
        #expect(
            error.text
                == "'b.txt' exists already. Choose another destination, or set overwrite to true to replace it."
        )
        #expect(sandbox.contents("b.txt") == "B")
        #expect(
            try sandbox.call("moveFile", ["source": "a.txt", "destination": "b.txt"]).structured?["replaced"]
                == true)
        #expect(sandbox.contents("b.txt") == "A")
        #expect(sandbox.contents("a.txt") == nil)
    }

    @Test func `impossible moves say why`() throws {
        let sandbox = try Self.furnished()
        try sandbox.folder("other/docs/full")
        #expect(
            try sandbox.refusal("moveFile", ["source": "docs", "destination": "docs/deep"]).text.contains(
                "into itself"))
        #expect(
            try sandbox.refusal("moveFile", ["source": "docs", "destination": "other"]).reason == .notEmpty)
        #expect(
            try sandbox.refusal("moveFile", ["source": "docs", "destination": "b.txt"]).text.contains(
                "cannot replace the file"))
        #expect(
            try sandbox.refusal("moveFile", ["source": "a.txt", "destination": "no/a.txt"]).text.contains(
                "createDirectory"))
        #expect(
            try sandbox.refusal("moveFile", ["source": "a.txt", "destination": "no/"]).text.contains(
                "createDirectory"))
        #expect(try sandbox.refusal("moveFile", ["source": "zz", "destination": "y"]).reason == .notFound)
    }

    // MARK: - copyFile

    @Test func `a copied file keeps mode and times`() throws {
        let sandbox = try Self.furnished()
        let place = sandbox.path + "/a.txt"
        try #require(chmod(place, 0o754) == 0)
        var times = [timeval(tv_sec: 1_000_000_000, tv_usec: 0), timeval(tv_sec: 1_100_000_000, tv_usec: 0)]
        try #require(utimes(place, &times) == 0)
        let output = try sandbox.call("copyFile", ["source": "a.txt", "destination": "docs/copy.txt"])
        #expect(output.text == "File 'a.txt' copied to 'docs/copy.txt' successfully")
        #expect(sandbox.contents("docs/copy.txt") == "A")
        #expect(sandbox.contents("a.txt") == "A")
        #expect(try sandbox.mode("docs/copy.txt") == 0o754)
        let details = try sandbox.call("getFileInfo", ["path": "docs/copy.txt"]).structured
        #expect(details?["modified"] == "2004-11-09T11:33:20Z")
    }

    @Test func `what is appended comes after a hole at the end`() throws {
        let sandbox = try TemporarySandbox()
        let place = try sandbox.file("log.txt", String(repeating: "x", count: 70_000))
        try #require(truncate(place, 4 << 20) == 0)
        let output = try sandbox.call("writeFile", ["path": "log.txt", "content": "end", "append": true])
        #expect(output.structured?["size"] == JSONValue((4 << 20) + 3))
        #expect(try sandbox.call("files", ["path": "log.txt", "offset": JSONValue(4 << 20)]).text == "end")
    }

    static let layouts: [(name: String, texts: [(offset: Int, text: String)], size: Int)] = [
        ("a hole first", [(8 << 20, "end")], (8 << 20) + 3), ("a hole last", [(0, "start")], 8 << 20),
        ("holes between", [(0, "start"), (4 << 20, "middle"), (8 << 20, "end")], (8 << 20) + 3),
        ("a hole alone", [], 8 << 20), ("nothing", [], 0),
    ]

    @Test(arguments: FileChangesTests.layouts.map(\.name))
    func `holes stay holes`(_ name: String) throws {
        let (_, texts, size) = try #require(Self.layouts.first { $0.name == name })
        let sandbox = try TemporarySandbox()
        let descriptor = open(sandbox.path + "/image", O_CREAT | O_RDWR, 0o600)
        try #require(descriptor >= 0 && ftruncate(descriptor, size) == 0)
        for (offset, text) in texts { try #require(pwrite(descriptor, text, text.utf8.count, offset) > 0) }
        close(descriptor)
        _ = try sandbox.call("copyFile", ["source": "image", "destination": "copy"])
        #expect(
            FileManager.default.contentsEqual(
                atPath: sandbox.path + "/image", andPath: sandbox.path + "/copy"))
        var status = stat()
        try #require(stat(sandbox.path + "/copy", &status) == 0)
        // In blocks of 512 bytes; a file system without holes has no say here.
        var original = stat()
        try #require(stat(sandbox.path + "/image", &original) == 0)
        #expect(status.st_blocks <= original.st_blocks + 64)
    }

    @Test func `a folder is copied whole, its links as links`() throws {
        let sandbox = try Self.furnished()
        try sandbox.fifo("docs/pipe")
        try #require(chmod(sandbox.path + "/docs/deep", 0o555) == 0)
        defer { chmod(sandbox.path + "/docs/deep", 0o755) }
        let output = try sandbox.call("copyFile", ["source": "docs", "destination": "papers"])
        #expect(output.structured?["leftOut"] == 1)
        #expect(try sandbox.names("papers") == ["deep", "one.txt", "out"])
        #expect(sandbox.contents("papers/deep/two.txt") == "2")
        #expect(try sandbox.mode("papers/deep") == 0o555)
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: sandbox.path + "/papers/out")
                == "../../secret.txt")
        chmod(sandbox.path + "/papers/deep", 0o755)
        #expect(try sandbox.names() == ["a.txt", "b.txt", "docs", "empty", "papers"])
    }

    @Test func `a folder can be copied into itself, once`() throws {
        let sandbox = try Self.furnished()
        _ = try sandbox.call("copyFile", ["source": "docs", "destination": "docs/deep/again"])
        #expect(try sandbox.names("docs/deep/again") == ["deep", "one.txt", "out"])
        #expect(try sandbox.names("docs/deep/again/deep") == ["two.txt"])
    }

    @Test func `impossible copies say why and leave nothing behind`() throws {
        let sandbox = try Self.furnished()
        try sandbox.fifo("pipe")
        let before = try sandbox.names()
        #expect(
            try sandbox.refusal("copyFile", ["source": "a.txt", "destination": "b.txt", "overwrite": false])
                .reason == .exists)
        #expect(
            try sandbox.refusal("copyFile", ["source": "a.txt", "destination": "a.txt"]).text.contains(
                "onto itself"))
        #expect(
            try sandbox.refusal("copyFile", ["source": "docs", "destination": "b.txt"]).reason == .exists)
        #expect(
            try sandbox.refusal("copyFile", ["source": "pipe", "destination": "c"]).reason == .notRegular)
        #expect(
            try sandbox.refusal("copyFile", ["source": "a.txt", "destination": "pipe"]).reason == .notRegular)
        #expect(
            try sandbox.refusal("copyFile", ["source": "docs/out", "destination": "c"]).reason
                == .leavesSandbox)
        #expect(
            try sandbox.refusal("copyFile", ["source": "a.txt", "destination": "docs\\c"]).reason
                == .invalidPath)
        #expect(try sandbox.names() == before)
        #expect(sandbox.contents("b.txt") == "B")
    }

    @Test func `a cancelled copy leaves nothing behind`() throws {
        let sandbox = try Self.furnished()
        let tool = try #require(Plugin.fileTools["copyFile"])
        #expect(throws: CancellationError.self) {
            try tool.call(
                ["source": "docs", "destination": "papers"],
                context: .testing(sandbox: sandbox.path, isCancelled: { true }))
        }
        #expect(try sandbox.names() == ["a.txt", "b.txt", "docs", "empty"])
    }

    @Test(arguments: ["moveFile", "copyFile"])
    func `neither end leaves the sandbox`(_ tool: String) throws {
        let sandbox = try Self.furnished()
        try sandbox.link("up", to: "..")
        try sandbox.link("far", to: sandbox.outside)
        for path in [
            "../secret.txt", "up/secret.txt", "far/secret.txt", "docs/../../secret.txt", "/etc/passwd",
        ] {
            let from = try sandbox.refusal(tool, ["source": .string(path), "destination": "stolen.txt"])
            let to = try sandbox.refusal(tool, ["source": "a.txt", "destination": .string(path)])
            for error in [from, to] {
                #expect([.leavesSandbox, .absolutePath].contains(error.reason), "\(error.text)")
            }
        }
        #expect(sandbox.contents("../secret.txt") == "secret")
        #expect(sandbox.contents("a.txt") == "A")
        #expect(sandbox.contents("stolen.txt") == nil)
    }
}
