// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import SandboxFiles
import Testing
import ToolKit

@testable import FileTools

@Suite struct WriteFileTests {
    @Test func `a new file is written exactly`() throws {
        let sandbox = try TemporarySandbox()
        let output = try sandbox.call("writeFile", ["path": "new-file.txt", "content": "Hello, World!"])
        #expect(sandbox.contents("new-file.txt") == "Hello, World!")
        #expect(output.text == "File 'new-file.txt' written successfully (13 bytes)")
        #expect(
            output.structured == ["path": "new-file.txt", "bytesWritten": 13, "size": 13, "created": true])
        #expect(try sandbox.names() == ["new-file.txt"])
    }

    @Test func `an old file is replaced and keeps its mode`() throws {
        let sandbox = try TemporarySandbox()
        let place = try sandbox.file("old.sh", "a longer old text")
        for mode in [0o755, 0o640, 0o600] as [mode_t] {
            try #require(chmod(place, mode) == 0)
            let output = try sandbox.call("writeFile", ["path": "old.sh", "content": "new"])
            #expect(sandbox.contents("old.sh") == "new")
            #expect(try sandbox.mode("old.sh") == mode)
            #expect(output.structured?["created"] == false)
        }
    }

    @Test func `append adds to the end`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("log.txt", "one\n")
        let output = try sandbox.call("writeFile", ["path": "log.txt", "content": "two\n", "append": true])
        #expect(sandbox.contents("log.txt") == "one\ntwo\n")
        #expect(output.text == "4 bytes appended to 'log.txt', which has 8 bytes now")
        #expect(output.structured == ["path": "log.txt", "bytesWritten": 4, "size": 8, "created": false])
        _ = try sandbox.call("writeFile", ["path": "fresh.txt", "content": "first", "append": true])
        #expect(sandbox.contents("fresh.txt") == "first")
        #expect(try sandbox.names() == ["fresh.txt", "log.txt"])
    }

    @Test func `append keeps to the encoding of the file`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.file("wide.txt", bytes: [0xFF, 0xFE, 0x61, 0])
        _ = try sandbox.call("writeFile", ["path": "wide.txt", "content": "ä", "append": true])
        #expect(try sandbox.call("files", ["path": "wide.txt"]).text == "aä")
        try sandbox.file("latin.txt", bytes: [0xE9])
        _ = try sandbox.call("writeFile", ["path": "latin.txt", "content": "è", "append": true])
        #expect(try sandbox.call("files", ["path": "latin.txt"]).text == "éè")
        #expect(
            try sandbox.refusal("writeFile", ["path": "latin.txt", "content": "🎈", "append": true]).text
                .contains("lacks some"))
        try sandbox.file("image.png", bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(
            try sandbox.refusal("writeFile", ["path": "image.png", "content": "x", "append": true]).reason
                == .binaryFile)
    }

    @Test func `missing folders are made when asked for`() throws {
        let sandbox = try TemporarySandbox()
        let error = try sandbox.refusal("writeFile", ["path": "a/b/c.txt", "content": "deep"])
        #expect(
            error.text
                == "There is no folder 'a' here. Set createParents to true to create the folders 'a/b'.")
        _ = try sandbox.call("writeFile", ["path": "a/b/c.txt", "content": "deep", "createParents": true])
        #expect(sandbox.contents("a/b/c.txt") == "deep")
        _ = try sandbox.call("writeFile", ["path": "a/./b//d.txt", "content": "too", "createParents": true])
        #expect(try sandbox.names("a/b") == ["c.txt", "d.txt"])
        #expect(
            try sandbox.refusal("writeFile", ["path": "a/b/c.txt/e", "content": "", "createParents": true])
                .reason == .notFolder)
    }

    @Test func `making folders cannot leave the sandbox`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.link("out", to: "..")
        for path in ["../x/y.txt", "out/x/y.txt", "a/../../x/y.txt"] {
            let error = try sandbox.refusal(
                "writeFile", ["path": .string(path), "content": "", "createParents": true])
            #expect(error.reason == .leavesSandbox)
        }
        #expect(try sandbox.names("..") == ["sandbox"])
    }

    @Test(arguments: [".", "folder/", "new/", "", "folder/.."])
    func `a path that names a folder is refused`(_ path: String) throws {
        let sandbox = try TemporarySandbox()
        try sandbox.folder("folder")
        #expect(try sandbox.refusal("writeFile", ["path": .string(path), "content": ""]).reason == .isFolder)
    }

    @Test func `a backslash is no separator`() throws {
        let sandbox = try TemporarySandbox()
        let error = try sandbox.refusal("writeFile", ["path": "..\\..\\evil.txt", "content": ""])
        #expect(error.reason == .invalidPath)
        #expect(try sandbox.names().isEmpty)
    }

    @Test func `names of full length can be written`() throws {
        let sandbox = try TemporarySandbox()
        let name = String(repeating: "n", count: 255)
        _ = try sandbox.call("writeFile", ["path": .string(name), "content": "x"])
        _ = try sandbox.call("writeFile", ["path": .string(name), "content": "y"])
        #expect(sandbox.contents(name) == "y")
    }

    @Test func `a link to a file that is missing makes the file`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.folder("real")
        try sandbox.link("alias.txt", to: "real/made.txt")
        _ = try sandbox.call("writeFile", ["path": "alias.txt", "content": "x"])
        #expect(sandbox.contents("real/made.txt") == "x")
    }

    @Test func `a failed write leaves the old file whole and nothing behind`() async throws {
        // The limit on file sizes holds for a whole process, so the writes run in one of their own. They fail
        // as on a full disk: in the middle of the data.
        await #expect(processExitsWith: .success) {
            let sandbox = try TemporarySandbox()
            try sandbox.file("old.txt", "old contents")
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 4_096, rlim_max: 4_096)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            let long = JSONValue.string(String(repeating: "x", count: 100_000))
            for arguments: JSONObject in [
                ["path": "old.txt", "content": long], ["path": "old.txt", "content": long, "append": true],
                ["path": "new.txt", "content": long],
            ] {
                let error = try sandbox.refusal("writeFile", arguments)
                #expect(error.reason == .diskFull)
                #expect(error.text.contains("Nothing was changed."))
                #expect(sandbox.contents("old.txt") == "old contents")
                #expect(try sandbox.names() == ["old.txt"])
            }
        }
    }

    @Test func `a failed copy leaves the old file whole and nothing behind`() async throws {
        await #expect(processExitsWith: .success) {
            let sandbox = try TemporarySandbox()
            try sandbox.file("old.txt", "old contents")
            try sandbox.folder("folder/deep")
            for name in ["large.txt", "folder/deep/large.txt"] {
                try sandbox.file(name, String(repeating: "x", count: 100_000))
            }
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 4_096, rlim_max: 4_096)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            for (source, destination) in [
                ("large.txt", "old.txt"), ("large.txt", "new.txt"), ("folder", "copy"),
            ] {
                let error = try sandbox.refusal(
                    "copyFile", ["source": .string(source), "destination": .string(destination)])
                #expect(error.reason == .diskFull)
                #expect(error.text.contains("Nothing was changed."))
                #expect(error.text.contains("Delete files that are no longer needed"))
                #expect(sandbox.contents("old.txt") == "old contents")
                #expect(try sandbox.names() == ["folder", "large.txt", "old.txt"])
            }
        }
    }

    static let shortages: [(number: Int32, why: String)] = [
        (ENOSPC, "the disk is full"), (EDQUOT, "the disk quota is used up"),
        (EFBIG, "larger than the system allows"),
    ]

    @Test(arguments: WriteFileTests.shortages.map(\.number))
    func `a lack of room is named`(_ number: Int32) throws {
        let why = try #require(Self.shortages.first { $0.number == number }).why
        let error = SystemError(number: number).explained("writing", try SandboxPath("a.txt"))
        #expect(error.reason == .diskFull)
        #expect(error.text.hasPrefix("Writing 'a.txt' failed: "))
        #expect(error.text.contains(why))
    }

    @Test func `a file without write permission is left alone`() throws {
        // Root may write to any file.
        guard geteuid() != 0 else { return }
        let sandbox = try TemporarySandbox()
        let place = try sandbox.file("fixed.txt", "fixed")
        try #require(chmod(place, 0o444) == 0)
        #expect(
            try sandbox.refusal("writeFile", ["path": "fixed.txt", "content": "x"]).reason == .permission)
        #expect(sandbox.contents("fixed.txt") == "fixed")
    }

    @Test func `readers see the old text or the new one, never a part`() async throws {
        let sandbox = try TemporarySandbox()
        let texts = ["a", "b"].map { String(repeating: $0, count: 50_000) }
        try sandbox.file("shared.txt", texts[0])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for text in texts {
                group.addTask {
                    for _ in 0..<100 {
                        _ = try sandbox.call("writeFile", ["path": "shared.txt", "content": .string(text)])
                    }
                }
            }
            for _ in 0..<300 {
                let seen = try sandbox.call("files", ["path": "shared.txt"]).text
                #expect(texts.contains(seen))
            }
            try await group.waitForAll()
        }
        #expect(try sandbox.names() == ["shared.txt"])
    }
}
