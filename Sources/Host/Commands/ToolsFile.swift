// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import OpenAICoding
import ToolCallParsing
import ToolModel

/// Tools given in a JSON file: `[{"name":"math","parameters":{…}}]`, or as OpenAI's requests list them.
enum ToolsFile {
    /// Thousands of tools fit.
    static let largestBytes = 16 << 20

    /// - Throws: `CommandFailure` that names what is wrong and where.
    static func catalog(_ path: String) async throws -> ToolCatalog {
        let bytes = try await ByteInput.with(path, for: "parse") { input in
            try await input.all(limitBytes: largestBytes, for: "parse")
        }
        return ToolCatalog(try tools(bytes, path: path))
    }

    /// - Throws: `CommandFailure`.
    static func tools(_ bytes: [UInt8], path: String) throws -> [CallableTool] {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw CommandFailure(.unusable, "parse", "\(path) is not JSON: \(error.message)")
        }
        guard let list = value.array else {
            throw CommandFailure(.unusable, "parse", "\(path) is not a JSON array of tools.")
        }
        return try list.enumerated().map { index, item in
            try tool(item, at: JSONPointer().appending(index), path: path)
        }
    }

    private static func tool(_ item: JSONValue, at pointer: JSONPointer, path: String) throws -> CallableTool
    {
        let place = "\(path), \(pointer)"
        let function = item["function"] ?? item
        guard let name = function["name"]?.string, !name.isEmpty else {
            throw CommandFailure(.unusable, "parse", "The tool at \(place) has no name.")
        }
        guard let parameters = function["parameters"], !parameters.isNull else {
            return CallableTool(name: name, schema: nil)
        }
        do {
            return CallableTool(name: name, schema: try Schema(compiling: parameters))
        } catch {
            throw CommandFailure(
                .unusable, "parse", "The schema of \"\(name)\" (\(place)): \(error.message)", hint: error.hint
            )
        }
    }
}
