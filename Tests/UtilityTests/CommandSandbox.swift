// SPDX-License-Identifier: Apache-2.0

import Confinement
import Diagnostics
import Foundation
import JSON
import JSONSchema
import TestSupport
import Testing
import ToolKit

@testable import Utility

/// A sandbox with a secret beside it, and a tool to run commands in it.
struct CommandSandbox {
    /// The folder that holds the sandbox, the cache and `secret.txt`.
    let outside: String
    var settings: [String: String] = [:]

    var path: String { outside + "/sandbox" }

    static func with(
        settings: [String: String] = [:], _ body: (CommandSandbox) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let sandbox = CommandSandbox(
                outside: folder.hasSuffix("/") ? String(folder.dropLast()) : folder, settings: settings)
            for name in ["sandbox", "cache"] {
                try FileManager.default.createDirectory(
                    atPath: "\(sandbox.outside)/\(name)", withIntermediateDirectories: false)
            }
            try "the secret\n".write(
                toFile: sandbox.outside + "/secret.txt", atomically: false, encoding: .utf8)
            try await body(sandbox)
        }
    }

    func file(_ name: String, _ content: String) throws {
        let path = "\(self.path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try content.write(toFile: path, atomically: false, encoding: .utf8)
    }

    func content(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    var context: ToolContext {
        .testing(sandbox: path, cache: outside + "/cache", settings: settings)
    }

    func run(_ command: String, _ arguments: [String] = [], _ more: JSONObject = [:]) throws -> ToolOutput {
        var object: JSONObject = ["command": .string(command)]
        if !arguments.isEmpty { object["args"] = .array(arguments.map { .string($0) }) }
        for (name, value) in more { object[name] = value }
        let tool = try #require(Plugin.utility["executeCommand"])
        #expect(try Schema(compiling: tool.input).validate(.object(object)) == [])
        let output = try tool.call(object, context: context)
        let schema = try Schema(compiling: try #require(tool.output))
        #expect(try schema.validate(try #require(output.structured)) == [])
        return output
    }

    func refusal(
        _ command: String, _ arguments: [String] = [], _ more: JSONObject = [:]
    ) throws -> any UserFacingError {
        let error = try #require(throws: (any Error).self) { try run(command, arguments, more) }
        return try #require(error as? any UserFacingError)
    }

    /// Whether commands can start others, which takes a kernel that asks, and a container that lets it.
    func supervises() throws -> Bool {
        try run("find", [".", "-maxdepth", "0", "-exec", "echo", "asked", ";"]).stdout == "asked\n"
    }

    /// That nothing outside the sandbox has changed, and nothing is left over.
    func expectUntouched() throws {
        #expect(try String(contentsOfFile: outside + "/secret.txt", encoding: .utf8) == "the secret\n")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: outside).sorted()
                == ["cache", "sandbox", "secret.txt"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside + "/cache") == [])
    }
}

extension ToolOutput {
    var exitCode: Int? { structured?["exitCode"]?.number.flatMap { Int($0.text) } }
    var stdout: String { structured?["stdout"]?.string ?? "" }
    var stderr: String { structured?["stderr"]?.string ?? "" }
}
