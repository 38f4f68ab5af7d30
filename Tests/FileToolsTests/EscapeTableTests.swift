// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import SandboxFiles
import Testing
import ToolKit

@testable import FileTools

/// Every tool with every path that could lead out of the sandbox, in each of its arguments that take one.
@Suite struct EscapeTableTests {
    /// A tool, and where its path goes.
    struct Door: Sendable, CustomTestStringConvertible {
        let tool: String
        let argument: String
        var others: JSONObject = [:]
        /// Whether a link that is named is itself meant, not what it leads to.
        var keepsLinks = false

        var testDescription: String { others["append"] == nil ? "\(tool) \(argument)" : "\(tool) append" }

        func arguments(_ path: String) -> JSONObject {
            var arguments = others
            arguments[argument] = .string(path)
            return arguments
        }
    }

    static let doors = [
        Door(tool: "listFiles", argument: "path"), Door(tool: "files", argument: "path"),
        Door(tool: "writeFile", argument: "path", others: ["content": "overwritten"]),
        Door(tool: "writeFile", argument: "path", others: ["content": "overwritten", "append": true]),
        Door(tool: "writeFile", argument: "path", others: ["content": "overwritten", "createParents": true]),
        Door(tool: "deleteFile", argument: "path", others: ["recursive": true], keepsLinks: true),
        Door(tool: "createDirectory", argument: "path"),
        Door(tool: "createDirectory", argument: "path", others: ["recursive": true]),
        Door(tool: "moveFile", argument: "source", others: ["destination": "moved"], keepsLinks: true),
        Door(tool: "moveFile", argument: "destination", others: ["source": "spare.txt"], keepsLinks: true),
        Door(tool: "copyFile", argument: "source", others: ["destination": "copied"]),
        Door(tool: "copyFile", argument: "destination", others: ["source": "spare.txt"], keepsLinks: true),
        Door(tool: "getFileInfo", argument: "path"),
        Door(tool: "grep", argument: "path", others: ["pattern": "e"]),
        Door(tool: "findFiles", argument: "directory", others: ["pattern": "e"]),
    ]

    /// Links by themselves: a tool that means the link may take it.
    static let links = ["absolute", "climbing", "outer", "process", "dangling", "loop"]

    static let paths =
        links + [
            "../secret.txt", "..", "../", "./..", "folder/../../secret.txt", "./.././secret.txt",
            "folder/../..",
            "../sandbox/inside.txt", "../sandbox-evil", "../sandbox-evil/secret.txt",
            "../../../../etc/passwd",
            "../SANDBOX/inside.txt", "outer/secret.txt", "outer/sandbox/inside.txt", "outer/new.txt",
            "outer/sandbox-evil/secret.txt", "process/etc/passwd", "/etc/passwd", "/", "//etc/passwd",
            "/tmp/x",
            "/proc/self/root/etc/passwd", "/dev/null", "/proc/self/fd/0", "loop/x", "absolute/x",
            // NUL, whatever stands after it.
            "\0", "inside.txt\0", "inside.txt\0/../../secret.txt", "\0../secret.txt",
            // Longer than Linux takes.
            String(repeating: "a", count: 256), String(repeating: "a", count: 4_096),
            String(repeating: "a/", count: 2_047) + "aa", String(repeating: "../", count: 1_365) + "x",
            String(repeating: "é", count: 128), String(repeating: "x", count: 100_000),
            // Windows.
            "..\\secret.txt", "..\\..\\secret.txt", "folder\\..\\..\\secret.txt", "C:\\secret.txt",
            "\\\\?\\C:\\secret.txt", "\\\\server\\share\\x", "C:/../../secret.txt",
            // What looks like a dot.
            "\u{FF0E}\u{FF0E}/secret.txt", "\u{2025}/secret.txt", "\u{2024}\u{2024}/secret.txt",
            ".\u{FF0E}/secret.txt", "\u{FE52}\u{FE52}/secret.txt",
        ] + strangeNames

    /// Names that lead nowhere and are no way out: what makes files may make these, inside.
    static let strangeNames = [
        // What looks like a slash, or like a way to write one.
        "..\u{2215}secret.txt/x", "..\u{FF0F}secret.txt/x", "%2e%2e/secret.txt", "..%2fsecret.txt/x",
        "..;/secret.txt", ". ./secret.txt", ".. /secret.txt", "~/secret.txt", "$HOME/secret.txt",
        "file:///etc/passwd",
        // What differs from a name that is there in case or form only.
        "INSIDE.TXT/x", "Folder/x", "cafe\u{301}/x",
    ]

    private static func guarded() throws -> TemporarySandbox {
        let sandbox = try TemporarySandbox()
        try FileManager.default.createDirectory(
            atPath: sandbox.outside + "/sandbox-evil", withIntermediateDirectories: true)
        try sandbox.file("../secret.txt", "secret")
        try sandbox.file("../sandbox-evil/secret.txt", "secret")
        try sandbox.file("inside.txt", "inside")
        try sandbox.file("spare.txt", "spare")
        try sandbox.file("café", "composed")
        try sandbox.folder("folder")
        try sandbox.link("absolute", to: sandbox.outside + "/secret.txt")
        try sandbox.link("climbing", to: "../secret.txt")
        try sandbox.link("outer", to: "..")
        try sandbox.link("process", to: "/proc/self/root")
        try sandbox.link("dangling", to: "../not-there.txt")
        try sandbox.link("loop", to: "loop")
        return sandbox
    }

    @Test(arguments: EscapeTableTests.doors)
    func `no path leads out`(_ door: Door) throws {
        for path in Self.paths {
            let sandbox = try Self.guarded()
            var text = ""
            do {
                text = try sandbox.call(door.tool, door.arguments(path)).text
                let isMade =
                    ["writeFile", "createDirectory"].contains(door.tool) && Self.strangeNames.contains(path)
                #expect(
                    isMade || door.keepsLinks && Self.links.contains(path),
                    "\(door) took \(path.debugDescription)")
            } catch let error as FileError {
                text = error.text
                #expect(!error.text.isEmpty && error.text.utf8.count < 1_000, "\(path.prefix(40))")
                #expect(![.system, .sandboxMissing].contains(error.reason), "\(error.text)")
            }
            #expect(!text.contains("root:"), "\(path)")
            #expect(!text.contains(sandbox.outside), "\(path)")
            #expect(sandbox.contents("../secret.txt") == "secret", "\(path)")
            #expect(sandbox.contents("../sandbox-evil/secret.txt") == "secret", "\(path)")
            #expect(try sandbox.names("..") == ["sandbox", "sandbox-evil", "secret.txt"], "\(path)")
            #expect(try sandbox.names("../sandbox-evil") == ["secret.txt"], "\(path)")
            #expect(sandbox.contents("inside.txt") == "inside", "\(path)")
        }
    }

    @Test(arguments: EscapeTableTests.doors, ["fifo", "device", "socket"])
    func `what is no file or folder does not keep anyone waiting`(_ door: Door, _ kind: String) throws {
        let sandbox = try Self.guarded()
        switch kind {
        case "fifo":
            try sandbox.fifo("thing")
        case "socket":
            guard mknod(sandbox.path + "/thing", S_IFSOCK | 0o600, 0) == 0 else { return }
        default:
            // Only root can make one; elsewhere there is no device to refuse.
            guard mknod(sandbox.path + "/thing", S_IFCHR | 0o666, dev_t(0x105)) == 0 else { return }
        }
        // Deleting and moving are about the name; looking at it opens nothing.
        let isFine =
            ["deleteFile", "getFileInfo"].contains(door.tool)
            || door.tool == "moveFile"
                && (door.argument == "source" || kind != "")
        do {
            _ = try sandbox.call(door.tool, door.arguments("thing"))
            #expect(isFine, "\(door)")
        } catch let error as FileError {
            #expect(!isFine, "\(error.text)")
            #expect([.notRegular, .notFolder, .exists].contains(error.reason), "\(error.text)")
        }
        // Beneath it there is nothing.
        #expect(throws: FileError.self) { try sandbox.call(door.tool, door.arguments("thing/x")) }
    }
}
