// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import SandboxFiles
import Testing
import ToolKit

@testable import FileTools

@Suite struct SandboxEscapeTests {
    /// A sandbox with secrets beside it and links that lead to them.
    private static func guarded() throws -> TemporarySandbox {
        let sandbox = try TemporarySandbox()
        try sandbox.file("inside.txt", "inside")
        try sandbox.folder("folder")
        try sandbox.file("../secret.txt", "secret")
        try FileManager.default.createDirectory(
            atPath: sandbox.outside + "/sandbox-evil", withIntermediateDirectories: true)
        try sandbox.file("../sandbox-evil/secret.txt", "secret")
        try sandbox.link("absolute", to: sandbox.outside + "/secret.txt")
        try sandbox.link("climbing", to: "../secret.txt")
        try sandbox.link("outer", to: "..")
        try sandbox.link("process", to: "/proc/self/root")
        try sandbox.link("dangling", to: "../not-there.txt")
        try sandbox.link("loop", to: "loop")
        return sandbox
    }

    static let paths: [(path: String, reason: FileError.Reason)] = [
        ("../secret.txt", .leavesSandbox), ("folder/../../secret.txt", .leavesSandbox),
        ("./.././secret.txt", .leavesSandbox),
        ("..", .leavesSandbox), ("folder/../..", .leavesSandbox), ("../sandbox/inside.txt", .leavesSandbox),
        ("../sandbox-evil/secret.txt", .leavesSandbox), ("absolute", .leavesSandbox),
        ("climbing", .leavesSandbox),
        ("outer/secret.txt", .leavesSandbox), ("outer/sandbox/inside.txt", .leavesSandbox),
        ("process/etc/passwd", .leavesSandbox),
        ("dangling", .leavesSandbox), ("loop", .leavesSandbox), ("/etc/passwd", .absolutePath),
        ("/", .absolutePath),
        ("//etc/passwd", .absolutePath), ("/proc/self/root/etc/passwd", .absolutePath),
        ("inside.txt\0", .invalidPath),
        ("\0", .invalidPath), ("inside.txt\0/../../secret.txt", .invalidPath),
        (String(repeating: "a", count: 4_096), .nameTooLong),
        (String(repeating: "a", count: 256), .nameTooLong),
        (String(repeating: "a/", count: 2_047) + "aa", .nameTooLong),
    ]

    @Test(
        arguments: SandboxEscapeTests.paths.map(\.path), ["files", "listFiles", "getFileInfo", "writeFile"])
    func `no path leaves the sandbox`(_ path: String, _ tool: String) throws {
        let sandbox = try Self.guarded()
        let expected = try #require(Self.paths.first { $0.path == path }).reason
        var arguments: JSONObject = ["path": .string(path)]
        if tool == "writeFile" { arguments["content"] = "overwritten" }
        let error = try sandbox.refusal(tool, arguments)
        let allowed: Set<FileError.Reason> =
            // A path that names a folder is refused for that before anything is looked at, and so is one
            // whose parts are missing before the last one is found too long.
            [
                expected, expected == .nameTooLong ? .notFound : expected,
                tool == "writeFile" ? .isFolder : expected,
            ]
        #expect(allowed.contains(error.reason), "\(error.reason): \(error.text)")
        #expect(!error.text.contains(sandbox.outside))
        #expect(error.text.utf8.count < 1_000)
        #expect(sandbox.contents("../secret.txt") == "secret")
        #expect(sandbox.contents("../sandbox-evil/secret.txt") == "secret")
        #expect(try sandbox.names("..") == ["sandbox", "sandbox-evil", "secret.txt"])
    }

    @Test func `an absolute path is told that paths are relative`() throws {
        let error = try Self.guarded().refusal("files", ["path": "/etc/passwd"])
        #expect(error.text.contains("Paths are relative to the sandbox"))
    }

    @Test func `links that stay inside work`() throws {
        let sandbox = try Self.guarded()
        try sandbox.link("good", to: "inside.txt")
        try sandbox.link("folder/up", to: "../inside.txt")
        try sandbox.link("chain", to: "folder/up")
        try sandbox.link("there", to: "folder")
        #expect(try sandbox.call("files", ["path": "good"]).text == "inside")
        #expect(try sandbox.call("files", ["path": "chain"]).text == "inside")
        #expect(try sandbox.call("files", ["path": "there/up"]).text == "inside")
        #expect(try sandbox.call("files", ["path": "folder/../inside.txt"]).text == "inside")
        _ = try sandbox.call("writeFile", ["path": "chain", "content": "changed"])
        #expect(sandbox.contents("inside.txt") == "changed")
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: sandbox.path + "/chain") == "folder/up")
    }

    @Test func `writing anew where a hard link is changes nothing outside`() throws {
        let sandbox = try Self.guarded()
        try FileManager.default.linkItem(
            atPath: sandbox.outside + "/secret.txt", toPath: sandbox.path + "/hard.txt")
        _ = try sandbox.call("writeFile", ["path": "hard.txt", "content": "replaced"])
        #expect(sandbox.contents("../secret.txt") == "secret")
        #expect(sandbox.contents("hard.txt") == "replaced")
    }

    static let readings: [(tool: String, arguments: JSONObject)] = [
        ("files", ["path": "hard.txt"]), ("getFileInfo", ["path": "hard.txt"]),
        ("grep", ["pattern": "secret", "path": "hard.txt"]),
        ("copyFile", ["source": "hard.txt", "destination": "copy.txt"]),
        ("writeFile", ["path": "hard.txt", "content": "more", "append": true]),
    ]

    @Test(arguments: SandboxEscapeTests.readings.map(\.tool))
    func `a hard link from outside is not read`(_ tool: String) throws {
        let sandbox = try Self.guarded()
        let arguments = try #require(Self.readings.first { $0.tool == tool }).arguments
        try FileManager.default.linkItem(
            atPath: sandbox.outside + "/secret.txt", toPath: sandbox.path + "/hard.txt")
        let error = try sandbox.refusal(tool, arguments)
        #expect(error.reason == .leavesSandbox)
        #expect(error.text.contains("is a hard link to a file that has a name outside the sandbox too"))
        #expect(sandbox.contents("../secret.txt") == "secret")
        #expect(sandbox.contents("copy.txt") == nil)
        // With all its names inside, it is a file like any other.
        try FileManager.default.removeItem(atPath: sandbox.path + "/hard.txt")
        try sandbox.file("hard.txt", "no secret")
        try FileManager.default.linkItem(
            atPath: sandbox.path + "/hard.txt", toPath: sandbox.path + "/folder/other.txt")
        _ = try sandbox.call(tool, arguments)
    }

    @Test func `a hard link from outside in a folder is left out and counted`() throws {
        let sandbox = try Self.guarded()
        try FileManager.default.linkItem(
            atPath: sandbox.outside + "/secret.txt", toPath: sandbox.path + "/folder/hard.txt")
        let search = try sandbox.call("grep", ["pattern": "secret", "path": "folder"])
        #expect(search.structured?["matchingLines"] == 0)
        #expect(search.structured?["unreadable"] == 1)
        let copy = try sandbox.call("copyFile", ["source": "folder", "destination": "copy"])
        #expect(copy.structured?["leftOut"] == 1)
        #expect(try sandbox.names("copy").isEmpty)
    }

    @Test func `recursive listings do not follow links`() throws {
        let sandbox = try Self.guarded()
        try sandbox.file("folder/a.txt")
        try sandbox.link("folder/round", to: "..")
        let text = try sandbox.call("listFiles", ["recursive": true]).text
        #expect(!text.contains("secret"))
        #expect(text.contains("folder/a.txt"))
        #expect(!text.contains("round/"))
    }

    @Test(arguments: ["files", "writeFile", "append"], ["fifo", "folder", "device"])
    func `what is no regular file is refused without hanging`(_ tool: String, _ kind: String) throws {
        let sandbox = try TemporarySandbox()
        switch kind {
        case "fifo": try sandbox.fifo("thing")
        case "folder": try sandbox.folder("thing")
        default:
            // Only root can make one; elsewhere there is no device to refuse.
            guard mknod(sandbox.path + "/thing", S_IFCHR | 0o666, dev_t(0x103)) == 0 else { return }
        }
        var arguments: JSONObject = ["path": "thing"]
        if tool != "files" { arguments["content"] = "text" }
        if tool == "append" { arguments["append"] = true }
        let error = try sandbox.refusal(tool == "files" ? "files" : "writeFile", arguments)
        #expect(error.reason == (kind == "folder" ? .isFolder : .notRegular))
        #expect(try sandbox.names() == ["thing"])
    }

    @Test func `a FIFO can be looked at`() throws {
        let sandbox = try TemporarySandbox()
        try sandbox.fifo("pipe")
        let details = try sandbox.call("getFileInfo", ["path": "pipe"]).structured
        #expect(details?["type"] == "fifo")
        #expect(try sandbox.call("listFiles", [:]).text == "pipe")
    }
}
