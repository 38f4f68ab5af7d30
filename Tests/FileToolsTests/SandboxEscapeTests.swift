// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import SandboxFiles
import Synchronization
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

    @Test func `writing through a hard link changes nothing outside`() throws {
        let sandbox = try Self.guarded()
        try FileManager.default.linkItem(
            atPath: sandbox.outside + "/secret.txt", toPath: sandbox.path + "/hard.txt")
        _ = try sandbox.call("writeFile", ["path": "hard.txt", "content": " added", "append": true])
        _ = try sandbox.call("writeFile", ["path": "hard.txt", "content": "replaced"])
        #expect(sandbox.contents("../secret.txt") == "secret")
        #expect(sandbox.contents("hard.txt") == "replaced")
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

    @Test(.timeLimit(.minutes(2)), arguments: ["files", "writeFile", "listFiles", "getFileInfo"])
    func `a link that is swapped during the call never leads out`(_ tool: String) async throws {
        let sandbox = try TemporarySandbox()
        try FileManager.default.createDirectory(
            atPath: sandbox.outside + "/far", withIntermediateDirectories: true)
        try sandbox.file("../far/file.txt", "outside")
        try sandbox.folder("near")
        try sandbox.file("near/file.txt", "inside")
        try sandbox.link("spot", to: "near")
        try sandbox.link("bad", to: "../far")
        let done = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { Self.swap("spot", "bad", in: sandbox.path, until: done) }
            defer { done.isRaised.store(true, ordering: .relaxed) }
            var served = 0
            for _ in 0..<10_000 {
                do {
                    let path = tool == "listFiles" ? "spot" : "spot/file.txt"
                    let arguments: JSONObject =
                        tool == "writeFile"
                        ? ["path": .string(path), "content": "inside"] : ["path": .string(path)]
                    let text = try sandbox.call(tool, arguments).text
                    #expect(!text.contains("outside"))
                    served += 1
                } catch let error as FileError {
                    // Between two renames there is nothing of that name.
                    #expect([.leavesSandbox, .notFound, .system].contains(error.reason), "\(error.text)")
                }
            }
            #expect(served > 0)
        }
        #expect(sandbox.contents("../far/file.txt") == "outside")
        #expect(try sandbox.names("../far") == ["file.txt"])
        #expect(try sandbox.names("near") == ["file.txt"])
    }

    /// Tells a thread to stop.
    private final class Flag: Sendable {
        let isRaised = Atomic(false)
    }

    /// Exchanges two names over and over.
    private static func swap(_ first: String, _ second: String, in folder: String, until done: Flag) {
        let spare = folder + "/.spare"
        while !done.isRaised.load(ordering: .relaxed) {
            rename(folder + "/" + first, spare)
            rename(folder + "/" + second, folder + "/" + first)
            rename(spare, folder + "/" + second)
        }
    }
}
