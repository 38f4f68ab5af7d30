// SPDX-License-Identifier: Apache-2.0

import JSON
import PluginRuntime
import Testing
import ToolModel

/// A tool of `bad_results.c` and the error of its call.
private struct BadResult: Sendable, CustomTestStringConvertible {
    let tool: String
    let error: PluginError

    static func rule(_ tool: String, _ reason: String) -> BadResult {
        BadResult(tool: tool, error: .pluginProtocol(tool: tool, plugin: "unruly", reason: reason))
    }

    static func output(_ tool: String, _ reason: String) -> BadResult {
        BadResult(tool: tool, error: .invalidOutput(tool: tool, plugin: "unruly", reason: reason))
    }

    var testDescription: String { tool }
}

private let badResults: [BadResult] = [
    .rule("nothing", "it returned success without a result"),
    .rule("result_and_failure", "it gave both a result and a failure"),
    .rule("failure_and_success", "it reported a failure and returned success"),
    .rule("failure_unsaid", "it returned the failure -1 without saying why"),
    .rule("status_unknown", "it returned the unknown status 7"),
    .rule("gives_up", "it returned the failure -6 without saying why"),
    .output("failure_code", "a failure's code \"Not Snake\" is not in snake_case"),
    .output("failure_empty", "a failure's text is empty"),
    .output("text_not_utf8", "a text is not UTF-8"),
    .output("text_hidden_refusal", "a text is not UTF-8"),
    .output("text_null", "it gave a null pointer with a length of 5"),
    .output(
        "json_not_json",
        "its structured data is not usable: Not valid JSON at line 1, column 2: "
            + "a member name in double quotes is due here"),
    .output(
        "json_nan",
        "its structured data is not usable: Not valid JSON at line 1, column 7: a value cannot start with 'N'"
    ),
    .output(
        "json_truncated",
        "its structured data is not usable: Not valid JSON at line 1, column 12: the text ends before the value does"
    ),
    .output(
        "json_deep",
        "its structured data is not usable: Not valid JSON at line 1, column 129: "
            + "arrays and objects are nested over 128 deep"),
    .output("json_twice", "it gave structured data twice"),
    .output("written_not_utf8", "a written piece is not UTF-8"),
    .output("written_half", "its written text ends within a character"),
    .output("bytes_untyped", "bytes lack a media type"),
    .output("link_nowhere", "a link lacks its URI"),
    .output("text_large", "it is over the limit of 16777216 bytes"),
    .output("endless_stream", "it is over the limit of 16777216 bytes"),
    .output("endless_parts", "it has over 1000 parts"),
    .output("schema_unanswered", "it declares an output schema and gave no structured result"),
    .output("output_small", "it is over the limit of 10 bytes"),
]

@Suite struct BadResultTests {
    @Test(arguments: PluginIsolation.allCases)
    func `each broken rule has its error, and the tool takes the next call`(home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with("bad_results", "hello", in: home) { fixture async throws in
            for bad in badResults {
                #expect(await fixture.error(of: bad.tool) == bad.error, "\(bad.tool)")
                #expect(try await fixture.call("hello").text == "hello")
            }
            #expect(await fixture.error(of: "nothing")?.code == "plugin_protocol")
            #expect(await fixture.error(of: "text_not_utf8")?.code == "invalid_output")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a result that does not follow the output schema is refused with the place`(home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with("bad_results", in: home) { fixture async throws in
            let error = try #require(await fixture.error(of: "schema_broken"))
            #expect(error.code == "invalid_output")
            #expect(
                error.message.hasPrefix(
                    "The tool \"schema_broken\" gave no valid result: it does not follow the tool's output schema: "
                ))
            #expect(error.message.contains("/count"))
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a tool's refusal is a result, with its code and what it had written`(home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with("bad_results", in: home) { fixture async throws in
            let call = try await fixture.host.call("refusal", arguments: [:], id: "call_1")
            #expect(call.result == ToolResult(text: "There is no such thing.", isError: true))
            #expect(call.failureCode == "not_found")
            let written = try await fixture.host.call("refusal_after_writing", arguments: [:], id: "call_2")
            #expect(
                written.result
                    == ToolResult(content: [.text("so far"), .text("The rest is missing.")], isError: true))
            #expect(written.failureCode == "broke_off")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `the first of two failures stands`(home: PluginIsolation) async throws {
        try await PluginFixture.with("bad_results", in: home) { fixture async throws in
            let call = try await fixture.host.call("failure_twice", arguments: [:], id: "call_1")
            #expect(call.result == ToolResult(text: "It did not work.", isError: true))
            #expect(call.failureCode == "first")
        }
    }
}
