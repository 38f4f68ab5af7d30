// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import JSON
import JSONSchema
import SandboxFiles
import Testing
import ToolKit

@testable import FileTools

/// A folder with a sandbox in it and room beside it, removed when the test ends.
final class TemporarySandbox: Sendable {
    /// The folder around the sandbox, for what must stay out of reach.
    let outside: String
    var path: String { outside + "/sandbox" }

    init() throws {
        outside = NSTemporaryDirectory() + "/filetools-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: outside + "/sandbox", withIntermediateDirectories: true)
    }

    deinit {
        // A folder that cannot be removed is left to the system's own cleaning.
        try? FileManager.default.removeItem(atPath: outside)
    }

    // MARK: - What is in it

    @discardableResult
    func file(_ name: String, _ text: String = "text") throws -> String {
        try file(name, bytes: Array(text.utf8))
    }

    @discardableResult
    func file(_ name: String, bytes: [UInt8]) throws -> String {
        let place = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: place))
        return place
    }

    func folder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
    }

    func fifo(_ name: String) throws {
        try #require(mkfifo(path + "/" + name, 0o600) == 0)
    }

    /// The contents of a file; nil when there is none.
    func contents(_ name: String) -> String? {
        FileManager.default.contents(atPath: path + "/" + name).map { String(decoding: $0, as: UTF8.self) }
    }

    func names(_ folder: String = ".") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
    }

    func mode(_ name: String) throws -> mode_t {
        var status = stat()
        try #require(stat(path + "/" + name, &status) == 0)
        return status.st_mode & 0o7777
    }

    // MARK: - Calls

    /// What the tool answers, which must follow its output schema.
    func call(_ tool: String, _ arguments: JSONObject) throws -> ToolOutput {
        let found = try #require(Plugin.fileTools[tool])
        let output = try found.call(arguments, context: .testing(sandbox: path))
        let schema = try #require(Self.outputSchemas[tool])
        #expect(try schema.validate(try #require(output.structured)).isEmpty)
        return output
    }

    private static let outputSchemas: [String: Schema] = {
        var schemas: [String: Schema] = [:]
        for tool in Plugin.fileTools.tools {
            // One that does not compile is missing, and `call` fails.
            schemas[tool.name] = tool.output.flatMap { try? Schema(compiling: $0) }
        }
        return schemas
    }()

    /// The refusal of a call that must fail.
    func refusal(_ tool: String, _ arguments: JSONObject) throws -> FileError {
        let error = try #require(throws: (any Error).self) { try self.call(tool, arguments) }
        return try #require(error as? FileError)
    }
}
