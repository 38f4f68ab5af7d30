// SPDX-License-Identifier: Apache-2.0

import JSON
import PluginRuntime
import Testing
import ToolModel

/// A faulty tool of `faulty_tools.c` and what the host says of it.
private struct Fault: Sendable, Hashable {
    let name: String
    let code: String
    let reason: String
    let pointer: String?

    init(_ name: String, _ code: String, _ reason: String, at pointer: String? = nil) {
        self.name = name
        self.code = code
        self.reason = reason
        self.pointer = pointer
    }

    init(_ tool: QuarantinedTool) {
        self.init(tool.name, tool.code, tool.reason, at: tool.pointer?.description)
    }
}

private let nameRule = "does not follow [A-Za-z_][A-Za-z0-9_-]{0,63}."
private let junkPointer = "The pointer to the tool is null or leads outside the plugin's memory."

private let faults: [Fault] = [
    Fault("two words", "invalid_name", "The name \"two words\" \(nameRule)"),
    Fault("9lives", "invalid_name", "The name \"9lives\" \(nameRule)"),
    Fault(
        "a234567890123456789012345678901234567890123456789012345678901234", "invalid_name",
        "The name \"a234567890123456789012345678901234567890123456789012345678901234\" \(nameRule)"),
    Fault("?", "invalid_name", "The name is missing."),
    Fault("?", "invalid_name", "The name is not UTF-8."),
    Fault("?", "invalid_name", "The name lies outside the plugin's memory."),
    Fault("description_missing", "invalid_text", "The description is missing."),
    Fault("description_not_utf8", "invalid_text", "The description is not UTF-8."),
    Fault(
        "description_control", "invalid_text", "The description has the hidden character U+0007 at byte 6."),
    Fault("description_bidi", "invalid_text", "The description has the hidden character U+202E at byte 5."),
    Fault(
        "description_zero_width", "invalid_text",
        "The description has the hidden character U+200B at byte 2."),
    Fault("description_tag", "invalid_text", "The description has the hidden character U+E0041 at byte 4."),
    Fault("description_unreadable", "invalid_text", "The description lies outside the plugin's memory."),
    Fault(
        "description_endless", "too_large", "The description has 1048576 bytes, over the limit of 16384."),
    Fault("title_hidden", "invalid_text", "The title has the hidden character U+FEFF at byte 1."),
    Fault("schema_missing", "invalid_schema", "The input schema is missing."),
    Fault("schema_not_utf8", "invalid_schema", "The input schema is not UTF-8."),
    Fault("schema_not_json", "invalid_schema", "The input schema: Not valid JSON at line 1, column 17: "),
    Fault("schema_surrogate", "invalid_schema", "The input schema: Not valid JSON at line 1, column 27: "),
    Fault("schema_duplicate", "invalid_schema", "The input schema: Not valid JSON at line 1, column 18: "),
    Fault("schema_array", "invalid_schema", "The input schema is no JSON object.", at: ""),
    Fault(
        "schema_string", "invalid_schema", "The input schema must have \"type\": \"object\" at its root.",
        at: "/type"),
    Fault("schema_bad_type", "invalid_schema", "The input schema: ", at: "/properties/a/type"),
    Fault("schema_unknown", "invalid_schema", "The input schema: ", at: "/propertees"),
    Fault("schema_remote", "invalid_schema", "The input schema: ", at: "/$ref"),
    Fault("schema_50mb", "too_large", "The input schema has 52428800 bytes, over the limit of 1048576."),
    Fault(
        "output_schema", "invalid_schema", "The output schema must have \"type\": \"object\" at its root.",
        at: "/type"),
    Fault(
        "hints_contradict", "invalid_descriptor",
        "The hints say both that it is read-only and that it is not."),
    Fault("hints_unknown", "invalid_descriptor", "It has the hints 0x10000, which this host does not know."),
    Fault("concurrency_unknown", "invalid_descriptor", "The concurrency 9 is none that this host knows."),
    Fault("timeout_long", "invalid_descriptor", "The timeout of 600001 ms is over the limit of 600 s."),
    Fault("invoke_null", "invalid_descriptor", "The invoke function is null."),
    Fault("flags_unknown", "invalid_descriptor", "It has the flags 0x2, which this host does not know."),
    Fault("reserved_used", "invalid_descriptor", "Its reserved field is not null."),
    Fault(
        "?", "invalid_descriptor", "The struct_size is 8, which cannot be; sizeof(th_tool) is 144."),
    Fault("?", "invalid_descriptor", junkPointer),
    Fault("?", "invalid_descriptor", junkPointer),
    Fault("good", "duplicate_name", "The plugin registers \"good\" more than once."),
]

@Suite struct FaultyToolTests {
    @Test(arguments: PluginIsolation.allCases)
    func `each faulty tool is listed with its reason, and the good one works`(home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with("faulty_tools", in: home) { fixture async throws in
            let listed = fixture.host.registry.quarantined.map(Fault.init)
            #expect(listed.count == faults.count)
            for (found, expected) in zip(listed, faults) {
                #expect(found.name == expected.name)
                #expect(found.code == expected.code, "\(expected.name)")
                #expect(found.reason.hasPrefix(expected.reason), "\(expected.name): \(found.reason)")
                #expect(found.pointer == expected.pointer, "\(expected.name)")
            }
            #expect(fixture.host.registry.tools.map(\.definition.name) == ["good"])
            #expect(try await fixture.call("good").text == "hello")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `of 100 000 tools the first thousand are taken`(home: PluginIsolation) async throws {
        try await PluginFixture.with("too_many_tools", in: home) { fixture async throws in
            let registry = fixture.host.registry
            #expect(registry.tools.count == 1000)
            #expect(registry.tools.last?.definition.name == "tool_999")
            #expect(
                registry.quarantined == [
                    QuarantinedTool(
                        name: "*", plugin: "crowd", code: "too_many_tools",
                        reason:
                            "The plugin registers 99000 tools more than the 1000 that the host takes of one plugin."
                    )
                ])
            #expect(try await fixture.call("verdict").text == "limit")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `nothing can be registered after the start`(home: PluginIsolation) async throws {
        try await PluginFixture.with("late_registration", in: home) { fixture async throws in
            #expect(try await fixture.call("late").text == "ended")
            #expect(fixture.host.registry.tools.map(\.definition.name) == ["late"])
            #expect(fixture.host.registry.quarantined.isEmpty)
        }
    }
}
