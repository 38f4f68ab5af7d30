// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import JSON
import TestSupport
import Testing
import ToolModel

@testable import PluginRuntime

/// A manifest beside a library of its own.
private let everything = """
    {
      "library": "./libeverything.so",
      "functions": [
        {"prototype": "int same_int(int value)", "description": "x",
         "examples": [{"arguments": {"value": 1}, "result": {"result": 1}}]},
        {"prototype": "void overflow(uint8_t *target, size_t capacity)", "description": "x",
         "parameters": {"target": {"role": "out_bytes", "capacity": 8, "length": "capacity", "used": "all"}},
         "examples": [{"arguments": {}, "error": ""}]},
        {"prototype": "uint8_t overread(const uint8_t *bytes, size_t count)", "description": "x",
         "parameters": {"bytes": {"role": "bytes", "length": "count", "encoding": "text"}},
         "examples": [{"arguments": {"bytes": "a"}, "error": ""}]},
        {"prototype": "size_t claims(uint8_t *target, size_t claimed)", "description": "x",
         "parameters": {"target": {"role": "out_bytes", "capacity": 8, "used": "result"}},
         "examples": [{"arguments": {"claimed": 9}, "error": ""}]}
      ]
    }
    """

@Suite struct ManifestLibraryTests {
    private static func build(into folder: String) async throws -> String {
        let path = "\(folder)/libeverything.so"
        try await PluginCompiler.build(
            [Repository.fixturePath("Libraries/everything.c")], output: path,
            flags: ["-fvisibility=default", "-D_DEFAULT_SOURCE"])
        return path
    }

    private static func write(_ text: String, _ path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    @Test func `a library beside its manifest is no plugin of its own`() async throws {
        try await PluginFixture.with(in: .worker) { plugins async throws in
            _ = try await Self.build(into: plugins)
            try Self.write(everything, "\(plugins)/everything.plugin.json")
        } body: { fixture async throws in
            #expect(fixture.host.registry.plugins.map(\.name) == ["everything"])
            #expect(fixture.host.registry.plugins.compactMap(\.refusal) == [])
            #expect(try await fixture.call("same_int", ["value": -5]).structured == ["result": -5])
        }
    }

    @Test(arguments: [("overflow", [:]), ("overread", ["bytes": "ab"])] as [(String, JSONObject)])
    func `a step over the end of a block ends the process, and nothing else`(
        tool: String, arguments: JSONObject
    )
        async throws
    {
        try await PluginFixture.with(in: .worker) { plugins async throws in
            _ = try await Self.build(into: plugins)
            try Self.write(everything, "\(plugins)/everything.plugin.json")
        } body: { fixture async throws in
            let error = await fixture.error(of: tool, arguments)
            #expect(error?.code == "plugin_crashed", "\(String(describing: error))")
            #expect(try await fixture.call("same_int", ["value": 7]).structured == ["result": 7])
        }
    }

    @Test func `a length that lies is no valid result`() async throws {
        try await PluginFixture.with(in: .worker) { plugins async throws in
            _ = try await Self.build(into: plugins)
            try Self.write(everything, "\(plugins)/everything.plugin.json")
        } body: { fixture async throws in
            #expect(
                await fixture.error(of: "claims", ["claimed": 9])
                    == .invalidOutput(
                        tool: "claims", plugin: "everything",
                        reason:
                            "claims broke its contract: it says that it wrote 9 bytes to \"target\", which has 8"
                    ))
        }
    }

    @Test func `a library of another kind of processor is refused before it is loaded`() async throws {
        try await PluginFixture.with(in: .worker) { plugins async throws in
            let path = try await Self.build(into: plugins)
            var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
            // The machine of an ELF file; 243 is RISC-V.
            bytes[18] = 243
            try Data(bytes).write(to: URL(filePath: path))
            try Self.write(everything, "\(plugins)/everything.plugin.json")
        } body: { fixture async throws in
            let refusal = try #require(fixture.host.registry.plugins.first?.refusal)
            #expect(refusal.code == "plugin_not_loadable")
            #expect(
                refusal.message.contains("/libeverything.so is unusable, it is built for"),
                "\(refusal.message)")
        }
    }

    @Test(
        arguments: [
            ("./missing.so", "No such file or directory"), ("/etc", "it is no regular file"),
            ("libmissing.so.3", "cannot open shared object file"), ("/etc/passwd", "it is no ELF file"),
        ])
    func `a library that is not there is named`(library: String, reason: String) async throws {
        try await PluginFixture.with(in: .worker) { plugins async throws in
            let function =
                #"{"prototype": "int f(int x)", "description": "x", "examples": [{"arguments": {"x": 1}, "error": ""}]}"#
            try Self.write(
                #"{"library": "\#(library)", "functions": [\#(function)]}"#, "\(plugins)/m.plugin.json")
        } body: { fixture async throws in
            let refusal = try #require(fixture.host.registry.plugins.first?.refusal)
            #expect(refusal.code == "plugin_not_loadable")
            #expect(refusal.message.contains(reason), "\(refusal.message)")
        }
    }

    @Test func `a file that only asks for permissions is no plugin`() async throws {
        try await PluginFixture.with("hello", in: .worker) { plugins async throws in
            try Self.write(#"{"permissions": {"net": false}}"#, "\(plugins)/hello.plugin.json")
        } body: { fixture async throws in
            #expect(fixture.host.registry.plugins.map(\.name) == ["greeter"])
        }
    }

    @Test func `a file that asks for permissions for no plugin is told so`() async throws {
        try await PluginFixture.with(in: .worker) { plugins async throws in
            try Self.write(#"{"permissions": {"net": true}}"#, "\(plugins)/hello.plugin.json")
        } body: { fixture async throws in
            #expect(
                fixture.host.registry.plugins.map(\.refusal) == [
                    .invalidDescriptor(
                        path: fixture.path("hello.plugin.json"), reason: "\"library\" is missing")
                ])
        }
    }

    @Test func `what is approved is the manifest and its library`() async throws {
        try await withTemporaryFolder { folder in
            let manifest = "\(folder)/m.plugin.json"
            func hash(_ text: String, library: String) throws -> String {
                try Self.write(text, manifest)
                try Self.write(library, "\(folder)/libm.so")
                return try PluginTrust.hash(of: manifest)
            }
            let own = #"{"library": "./libm.so", "functions": []}"#
            let first = try hash(own, library: "one")
            #expect(try hash(own, library: "one") == first)
            #expect(try hash(own, library: "two") != first)
            #expect(try hash(own + " ", library: "one") != first)
            let systems = #"{"library": "libm.so.6", "functions": []}"#
            #expect(try hash(systems, library: "one") == hash(systems, library: "two"))
        }
    }
}
