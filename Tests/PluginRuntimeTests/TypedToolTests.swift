// SPDX-License-Identifier: Apache-2.0

import JSON
import PluginRuntime
import TestSupport
import Testing
import ToolModel

/// A typed tool of `typed_tools.c` that is not taken, with its reason.
private let faults: [(name: String, code: String, reason: String)] = [
    (
        "both", "invalid_descriptor",
        "A typed tool has its function in `typed`: invoke and drop must be null."
    ),
    (
        "wider", "schema_not_narrower",
        "The maximum 3000000000 allows more than the prototype, whose maximum is 2147483647."
    ),
    (
        "small", "invalid_descriptor",
        "The struct_size of the typed function is 8, which cannot be; sizeof(th_typed) is 48."
    ),
    (
        "flags", "invalid_descriptor",
        "The typed function has the flags 0x4, which this host does not know."
    ),
    (
        "junk", "invalid_descriptor",
        "The pointer to the typed function leads outside the plugin's memory."
    ),
    ("not_code", "invalid_descriptor", "The typed function is null or no code of a loaded library."),
    ("null", "invalid_descriptor", "The typed function is null or no code of a loaded library."),
    ("unnamed", "invalid_prototype", "The prototype is missing."),
    (
        "prototype", "invalid_prototype",
        "The prototype \"double area(double width, height)\" cannot be used: at column 27, \"height\" is no type that is known here; declare it with a typedef."
    ),
    (
        "roles", "invalid_role",
        "\"text\" is a pointer (const char *) and needs a role; the roles are const, text, bytes, array, in, out, inout, out_bytes, out_text."
    ),
    (
        "json", "invalid_role",
        "The roles: Not valid JSON at line 1, column 2: the text ends before the value does."
    ),
    (
        "companion", "symbol_missing",
        "There is no function no_such to call: the library does not export it."
    ),
]

@Suite struct TypedToolTests {
    @Test func `plain functions are tools, and faulty ones are listed`() async throws {
        try await PluginFixture.with("typed_tools", in: .worker) { fixture async throws in
            let registry = fixture.host.registry
            #expect(registry.tools.map(\.definition.name) == ["area", "length_of", "shout"])
            #expect(registry.quarantined.map(\.name) == faults.map(\.name))
            #expect(registry.quarantined.map(\.code) == faults.map(\.code))
            #expect(registry.quarantined.map(\.reason) == faults.map(\.reason))
            #expect(try await fixture.call("area", ["width": 3, "height": 4]).structured == ["result": 12])
            #expect(await fixture.error(of: "area", ["width": -3, "height": 4])?.code == "invalid_arguments")
            let span: JSONObject = ["span": ["from": -5, "to": 7]]
            #expect(try await fixture.call("length_of", span).structured == ["result": 12])
            // The plugin takes memory from a sanitizer there, and the host gives it back to the C library.
            guard !Sanitizer.isPresent else { return }
            #expect(try await fixture.call("shout", ["text": "hü"]).structured == ["result": "hü!"])
        }
    }

    @Test func `inside the host, those that are given pointers are left out`() async throws {
        try await PluginFixture.with("typed_tools", in: .inProcess) { fixture async throws in
            let registry = fixture.host.registry
            #expect(registry.tools.map(\.definition.name) == ["area", "length_of"])
            let shout = try #require(registry.quarantined.first { $0.name == "shout" })
            #expect(shout.code == "needs_worker")
            #expect(
                shout.reason == "shout is given pointers, so it runs only in a process of its own.")
            #expect(try await fixture.call("area", ["width": 3, "height": 4]).structured == ["result": 12])
        }
    }

    @Test func `the schemas follow from the prototype`() async throws {
        try await PluginFixture.with("typed_tools", in: .worker) { fixture async throws in
            let area = try #require(fixture.host.registry["area"]).definition
            #expect(
                area.inputSchema == [
                    "type": "object",
                    "properties": ["width": ["type": "number", "minimum": 0], "height": ["type": "number"]],
                    "required": ["width", "height"], "additionalProperties": false,
                ])
            #expect(
                area.outputSchema == [
                    "type": "object", "properties": ["result": ["type": "number"]], "required": ["result"],
                    "additionalProperties": false,
                ])
        }
    }
}
