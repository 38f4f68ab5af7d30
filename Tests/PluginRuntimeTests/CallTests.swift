// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import JSON
import JSONSchema
import Logging
import PluginRuntime
import Synchronization
import TestSupport
import Testing
import ToolModel

@Suite struct CallTests {
    @Test(arguments: PluginIsolation.allCases)
    func `a definition says what the plugin registered`(home: PluginIsolation) async throws {
        try await PluginFixture.with("good_calls", in: home) { fixture async throws in
            let tool = try #require(fixture.host.registry["arguments"])
            #expect(tool.definition.title == "All arguments")
            #expect(tool.definition.description == "Shows its arguments.")
            #expect(tool.definition.inputSchema == ["type": "object"])
            #expect(
                tool.definition.annotations
                    == ToolAnnotations(isReadOnly: true, isIdempotent: true, isOpenWorld: false))
            #expect(tool.timeout == .milliseconds(1500))
            #expect(tool.plugin == "caller")
            #expect(tool.isolation == home)
            let plugin = try #require(fixture.host.registry.plugins.first)
            #expect(plugin.id == "org.example.caller")
            #expect(plugin.license == "Apache-2.0")
            #expect(plugin.abi == "1.0")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `arguments are read by name and kind`(home: PluginIsolation) async throws {
        try await PluginFixture.with("good_calls", in: home) { fixture async throws in
            let arguments = try object(
                #"{"text":"grüße","integer":-9223372036854775808,"number":2.5,"boolean":true,"json":{"b":[1.0,null]}}"#
            )
            let text = "{\"text\":\"grüße\",\"integer\":-9223372036854775808,\"number\":2.5,\"boolean\":true,"
            #expect(
                try await fixture.call("arguments", arguments).text
                    == "0 0 0 0 0|grüße|-9223372036854775808|2.5|1|{\"b\":[1.0,null]}|\(text)\"json\":{\"b\":[1.0,null]}}"
            )
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `an argument that is absent, null or of another kind leaves the default`(home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with("good_calls", in: home) { fixture async throws in
            #expect(try await fixture.call("arguments").text == "-3 -3 -3 -3 -3|default|-1|-1|-1||{}")
            let wrong = try object(#"{"text":1,"integer":1.5,"number":"1","boolean":0}"#)
            #expect(
                try await fixture.call("arguments", wrong).text.hasPrefix("-2 -2 -2 -2 -3|default|-1|-1|-1||")
            )
            let null: JSONObject = ["text": nil, "integer": nil, "number": nil, "boolean": nil, "json": nil]
            #expect(
                try await fixture.call("arguments", null).text.hasPrefix(
                    "-3 -3 -3 -3 0|default|-1|-1|-1|null|"))
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `parts come back in their order, written pieces as one of them`(home: PluginIsolation) async throws {
        try await PluginFixture.with("good_calls", in: home) { fixture async throws in
            let result = try await fixture.call("parts")
            #expect(
                result
                    == ToolResult(
                        content: [
                            .text("first"), .text("grüße"), .image([1, 2, 3], mimeType: "image/png"),
                            .audio([1, 2, 3], mimeType: "audio/wav"),
                            .embeddedBytes(
                                [1, 2, 3], uri: "toolhost:/calls/call_parts/3", mimeType: "application/zip"),
                            .embeddedText("inside", uri: "file:///a.txt", mimeType: "text/plain"),
                            .embeddedBytes([1, 2, 3], uri: "file:///a.bin", mimeType: nil),
                            .link(uri: "https://example.org/", name: "example", mimeType: "text/html"),
                        ], structured: .object(try object(#"{"parts":9.50}"#))))
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a call knows its id, its time and that nobody can be asked`(home: PluginIsolation) async throws {
        try await PluginFixture.with("good_calls", in: home) { fixture async throws in
            #expect(
                try await fixture.call("surroundings").text
                    == "call_surroundings in time cancelled=0 readable=0 ask=-7 zeroed=0")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a question that could not be asked anywhere is told from one that nobody is here for`(
        home: PluginIsolation
    ) async throws {
        try await PluginFixture.with("good_calls", in: home) { fixture in
            let statuses = try await fixture.call("questions").text
            #expect(statuses == "-2 -2 -2 -2 -2 -7 ")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `the log, the settings and the folders are there`(home: PluginIsolation) async throws {
        let log = RecordedLog()
        try await PluginFixture.with(
            "good_calls", in: home, settle: { $0.values = ["caller": ["colour": "blue"]] }, log: log
        ) { fixture async throws in
            let folder = fixture.folder
            #expect(
                try await fixture.call("extensions").text
                    == "0 blue|-3 unset|\(folder)/sandbox|\(folder)/data/org.example.caller"
                    + "|\(folder)/cache/org.example.caller|nothing")
            for name in ["sandbox", "data/org.example.caller", "cache/org.example.caller"] {
                #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name)"))
            }
            let record = try #require(log.records.first { $0.message == "plugin log" })
            #expect(record.level == .warning)
            #expect(record.metadata["plugin.name"] == "caller")
            #expect(record.metadata["plugin.message"] == "a word\u{FFFD}from the plugin \u{FFFD}")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `settings under the plugin's id win over those under its name`(home: PluginIsolation) async throws {
        try await PluginFixture.with(
            "good_calls", in: home,
            settle: { $0.values = ["caller": ["colour": "blue"], "org.example.caller": ["colour": "red"]] }
        ) { fixture async throws in
            #expect(try await fixture.call("extensions").text.hasPrefix("0 red|"))
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `progress arrives while the call runs, what is no number does not`(home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with("good_calls", in: home) { fixture async throws in
            let reports = Mutex<[ToolProgress]>([])
            let answer = try await fixture.call("progress") { report in reports.withLock { $0.append(report) }
            }
            #expect(answer.text == "-2 -2")
            #expect(
                reports.withLock { $0 } == [
                    ToolProgress(done: 1, total: 2, message: "half"), ToolProgress(done: 2, total: 2),
                ])
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a flood of log records is held back and counted`(home: PluginIsolation) async throws {
        let log = RecordedLog()
        try await PluginFixture.with(
            "good_calls", in: home, settle: { $0.limits.logRecordsPerSecond = 5 }, log: log
        ) { fixture async throws in
            #expect(try await fixture.call("flood").text == "flooded")
            let count = log.records.count { $0.message == "plugin log" }
            #expect(count >= 5)
            #expect(count < 1000)
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `scratch memory has a limit and is zeroed`(home: PluginIsolation) async throws {
        try await PluginFixture.with("good_calls", in: home) { fixture async throws in
            #expect(try await fixture.call("memory").text == "63 none")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `arguments are held against the schema before the tool sees them`(home: PluginIsolation) async throws
    {
        try await PluginFixture.with(
            in: home,
            prepare: { plugins in
                let source = "\(plugins)/strict.c"
                try Data(strictSource.utf8).write(to: URL(filePath: source))
                try await PluginCompiler.build([source], output: "\(plugins)/strict.so")
            },
            body: { fixture async throws in
                #expect(try await fixture.call("strict", ["name": "x"]).text == "seen")
                let error = try #require(await fixture.error(of: "strict", ["name": 5]))
                #expect(error.code == "invalid_arguments")
                guard case .invalidArguments("strict", let violations) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(violations.map { "\($0.instanceLocation)" } == ["/name"])
                #expect(violations.map { "\($0.keywordLocation)" } == ["/properties/name/type"])
            })
    }

    @Test(arguments: [
        (#"{"nmae":"x"}"#, #"there is no property "nmae"; did you mean "name"?"#),
        (#"{"name":5}"#, "/name: expected a string, got 5."),
    ])
    func `what is wrong with arguments ends with one mark`(arguments: String, ending: String) throws {
        let schema = try Schema(
            compiling: ["properties": ["name": ["type": "string"]], "additionalProperties": false])
        let violations = try schema.validate(try JSONValue(parsing: arguments))
        let error = PluginError.invalidArguments(tool: "greet", violations: violations)
        #expect(error.message == #"The arguments for "greet" are not valid: "# + ending)
    }

    @Test(arguments: PluginIsolation.allCases)
    func `an unknown tool is answered with the names that may be meant`(home: PluginIsolation) async throws {
        try await PluginFixture.with("good_calls", in: home) { fixture async throws in
            #expect(
                await fixture.error(of: "argument")
                    == .unknownTool(name: "argument", nearest: ["arguments"]))
            let error = try #require(await fixture.error(of: "argument"))
            #expect(error.description == "There is no tool \"argument\". Did you mean \"arguments\"?")
        }
    }
}

private func object(_ text: String) throws -> JSONObject {
    try #require(try JSONValue(parsing: text).object)
}

private let strictSource = #"""
    #include "toolhost.h"
    static th_status strict(void *context, th_call *call) { (void)context; return th_text(call, "seen"); }
    static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
        th_tool tool = th_tool_make("strict", "A tool of a test.", "{\"type\":\"object\",\"properties\":"
            "{\"name\":{\"type\":\"string\"}},\"required\":[\"name\"],\"additionalProperties\":false}", strict);
        (void)host, (void)instance;
        return th_add_tool(registrar, &tool);
    }
    static const th_plugin plugin = {TH_PLUGIN_HEADER, TH_STR("org.example.strict"), TH_STR("strict"),
        TH_STR("1.0.0"), TH_STR("Apache-2.0"), start, NULL, NULL};
    const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
    """#
