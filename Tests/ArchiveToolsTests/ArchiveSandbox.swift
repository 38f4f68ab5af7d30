// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import JSON
import JSONSchema
import Testing
import ToolKit

@testable import ArchiveTools

/// A folder with a sandbox in it and a secret beside it, removed when the test ends.
final class ArchiveSandbox: Sendable {
    let outside: String
    var path: String { outside + "/sandbox" }

    init() throws {
        outside = NSTemporaryDirectory() + "/archivetools-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try file("../secret.txt", "secret")
    }

    deinit {
        // A folder that cannot be removed is left to the system's own cleaning.
        try? FileManager.default.removeItem(atPath: outside)
    }

    // MARK: - What is in it

    func file(_ name: String, _ text: String = "text") throws {
        try file(name, bytes: Array(text.utf8))
    }

    func file(_ name: String, bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func folder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
    }

    /// The contents of a file; nil when there is none.
    func contents(_ name: String) -> String? {
        FileManager.default.contents(atPath: path + "/" + name).map { String(decoding: $0, as: UTF8.self) }
    }

    func names(_ folder: String = ".") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
    }

    /// Every path in the sandbox with its text, or with a slash for a folder.
    func everything() throws -> [String: String] {
        var found: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            var status = stat()
            try #require(lstat(path + "/" + name, &status) == 0)
            found[name] = status.st_mode & S_IFMT == S_IFREG ? contents(name) ?? "" : "/"
        }
        return found
    }

    func status(_ name: String) throws -> stat {
        var status = stat()
        try #require(lstat(path + "/" + name, &status) == 0)
        return status
    }

    /// Whether what is beside the sandbox is as it was.
    func isUntouchedOutside() throws -> Bool {
        try names("..") == ["sandbox", "secret.txt"] && contents("../secret.txt") == "secret"
    }

    // MARK: - Calls

    /// What the tool answers, which must follow its output schema.
    @discardableResult
    func call(
        _ tool: String, _ arguments: JSONObject, context: ToolContext? = nil
    ) throws -> ToolOutput {
        let found = try #require(Plugin.archiveTools[tool])
        let output = try found.call(arguments, context: context ?? .testing(sandbox: path))
        let schema = try Schema(compiling: try #require(found.output))
        #expect(try schema.validate(try #require(output.structured)).isEmpty)
        return output
    }

    @discardableResult
    func unzip(_ archive: String, to folder: String = "out", more: JSONObject = [:]) throws -> ToolOutput {
        var arguments: JSONObject = ["archive": .string(archive), "outputDir": .string(folder)]
        for (name, value) in more { arguments[name] = value }
        return try call("unzipFile", arguments)
    }

    @discardableResult
    func zip(_ files: [String], to output: String = "out.zip", more: JSONObject = [:]) throws -> ToolOutput {
        var arguments: JSONObject = [
            "files": .array(files.map(JSONValue.string)), "output": .string(output),
        ]
        for (name, value) in more { arguments[name] = value }
        return try call("zipFiles", arguments)
    }

    /// The refusal of a call that must fail and leave everything as it was.
    @discardableResult
    func refusal(
        _ body: (ArchiveSandbox) throws -> ToolOutput, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> any UserFacingError {
        let before = try everything()
        let error = try #require(throws: (any Error).self, sourceLocation: sourceLocation) { try body(self) }
        #expect(try everything() == before, sourceLocation: sourceLocation)
        #expect(try isUntouchedOutside(), sourceLocation: sourceLocation)
        let refusal = try #require(error as? any UserFacingError, sourceLocation: sourceLocation)
        #expect(refusal.message.utf8.count < 1_000, sourceLocation: sourceLocation)
        #expect(!refusal.message.contains(outside), sourceLocation: sourceLocation)
        return refusal
    }
}
