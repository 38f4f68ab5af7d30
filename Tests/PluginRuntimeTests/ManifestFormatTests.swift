// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import JSONSchema
import PluginRuntime
import TestSupport
import Testing

/// The JSON Schema that is published, the reader that is in force, and the article about both.
@Suite struct ManifestFormatTests {
    private static let documentation = "\(Repository.root)/Sources/Host/Documentation.docc"

    private static func schema() throws -> Schema {
        let data = try Data(contentsOf: URL(filePath: "\(documentation)/Resources/plugin.schema.json"))
        return try Schema(compiling: JSONValue(parsing: [UInt8](data)))
    }

    @Test(arguments: ["libm", "zlib", "libc"])
    func `the shipped manifests follow the published schema`(name: String) throws {
        let path = "\(Repository.root)/Plugins/Manifests/\(name).plugin.json"
        let manifest = try JSONValue(parsing: [UInt8](Data(contentsOf: URL(filePath: path))))
        #expect(try Self.schema().validate(manifest) == [])
    }

    @Test(
        arguments: [
            "[]", #"{"library": "libm.so.6"}"#, #"{"functions": []}"#, #"{"id": "a.b"}"#,
            #"{"library": "libm.so.6", "functions": []}"#,
            #"{"libary": "libm.so.6", "functions": [FUNCTION]}"#,
            #"{"library": 5, "functions": [FUNCTION]}"#,
            #"{"library": "libm.so.6", "id": "libm", "functions": [FUNCTION]}"#,
            #"{"library": "libm.so.6", "functions": [FUNCTION], "declarations": "typedef int a;"}"#,
        ])
    func `what the reader refuses as a whole, the published schema refuses`(text: String) async throws {
        let function =
            #"{"prototype": "double sqrt(double x)", "description": "x", "examples": [{"arguments": {"x": 1}, "error": ""}]}"#
        let manifest = text.replacing("FUNCTION", with: function)
        #expect(try !Self.schema().accepts(JSONValue(parsing: manifest)))
        try await withTemporaryFolder { folder in
            let path = "\(folder)/m.plugin.json"
            try manifest.write(toFile: path, atomically: false, encoding: .utf8)
            #expect(throws: PluginError.self) { try ManifestCheck(path: path) }
        }
    }

    @Test(
        arguments: [
            #""prototype": 5"#, #""prototipe": """#, #""description": """#, #""hints": {"readonly": true}"#,
            #""concurrency": "many""#, #""timeout_ms": 0"#, #""examples": []"#,
            #""examples": [{"arguments": {"x": 1}}]"#,
            #""parameters": {"x": {"role": "byte"}}"#, #""parameters": {"x": {"rôle": "text"}}"#,
            #""returns": {"name": "the result"}"#, #""returns": {"role": "in"}"#, #""errors": {}"#,
            #""errors": {"when": "bad"}"#, #""errors": {"when": "zero", "messages": {"one": "x"}}"#,
            #""input_schema": true"#, #""name": "my sqrt""#,
        ])
    func `what the reader refuses in a function, the published schema refuses`(member: String) async throws {
        let parts = [
            #""prototype": "double sqrt(double x)""#, #""description": "x""#,
            #""examples": [{"arguments": {"x": 1}, "result": {"result": 1}}]"#,
        ]
        let name = member.prefix { $0 != ":" }
        let members = (parts.filter { !$0.hasPrefix(name) } + [member]).joined(separator: ", ")
        let manifest = #"{"library": "libm.so.6", "functions": [{\#(members)}]}"#
        #expect(try !Self.schema().accepts(JSONValue(parsing: manifest)))
        try await PluginFixture.with(in: .inProcess) { plugins async throws in
            try manifest.write(toFile: "\(plugins)/m.plugin.json", atomically: false, encoding: .utf8)
        } body: { fixture async throws in
            #expect(fixture.host.registry.tools.isEmpty)
            #expect(fixture.host.registry.quarantined.count == 1)
        }
    }

    @Test func `a file that only asks for permissions follows the published schema`() throws {
        let schema = try Self.schema()
        #expect(try schema.accepts(["permissions": ["net": true, "fs_read": ["~/notes"]]]))
        #expect(try !schema.accepts(["permissions": ["network": true]]))
    }

    @Test func `the manifests of the article do what their examples say`() async throws {
        let data = try Data(contentsOf: URL(filePath: "\(Self.documentation)/ToolsFromCLibraries.md"))
        let blocks = String(decoding: data, as: UTF8.self).components(separatedBy: "```json\n").dropFirst()
        let manifests = blocks.map { $0.components(separatedBy: "```")[0] }
        #expect(manifests.count == 3)
        try await PluginFixture.with(in: .worker) { plugins async throws in
            for (index, text) in manifests.enumerated() {
                #expect(try Self.schema().validate(JSONValue(parsing: text)) == [])
                try text.write(toFile: "\(plugins)/m\(index).plugin.json", atomically: false, encoding: .utf8)
            }
        } body: { fixture async throws in
            #expect(fixture.host.registry.quarantined == [])
            for index in manifests.indices {
                let check = try ManifestCheck(path: fixture.path("m\(index).plugin.json"))
                #expect(try await check.run(in: fixture.host).compactMap(\.failure) == [])
            }
        }
    }
}
