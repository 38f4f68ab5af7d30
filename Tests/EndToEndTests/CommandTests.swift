// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// A run of `toolhost` and how it ends.
private struct CommandCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let arguments: [String]
    var input: String?
    var environment: [String: String] = [:]
    let status: Int32
    var output: String?
    /// What must be found in its error output.
    var errors: [String] = []
}

private let cases: [CommandCase] = [
    CommandCase(testDescription: "the version", arguments: ["--version"], status: 0),
    CommandCase(testDescription: "help", arguments: ["--help"], status: 0),
    CommandCase(
        testDescription: "a sum", arguments: ["call", "math", #"{"expr":"0.1+0.2"}"#], status: 0,
        output: "0.3\n"),
    CommandCase(
        testDescription: "arguments from a pipe", arguments: ["call", "math", "-"],
        input: #"{"expr":"2^200"}"#,
        status: 0, output: "1606938044258990275541962092341162602522202993782792835301376\n"),
    CommandCase(
        testDescription: "a tool that nobody offers", arguments: ["call", "maths", "{}"], status: 2,
        errors: ["maths", "math"]),
    CommandCase(
        testDescription: "arguments against the schema", arguments: ["call", "math", #"{"expr":5}"#],
        status: 2,
        errors: ["/expr"]),
    CommandCase(
        testDescription: "arguments that are no JSON", arguments: ["call", "math", "{expr"], status: 2,
        errors: ["line 1"]),
    CommandCase(
        testDescription: "a tool's own refusal", arguments: ["call", "math", #"{"expr":"1/0"}"#], status: 1,
        errors: ["zero"]),
    CommandCase(testDescription: "an unknown command", arguments: ["srve"], status: 2, errors: ["srve"]),
    CommandCase(
        testDescription: "an unknown flag", arguments: ["serve", "--prot", "1"], status: 2, errors: ["--prot"]
    ),
    CommandCase(
        testDescription: "a setting out of range", arguments: ["serve"], environment: ["PORT": "99999"],
        status: 2,
        errors: ["PORT", "99999"]),
    CommandCase(
        testDescription: "a setting of the wrong kind", arguments: ["serve"],
        environment: ["TOOL_TIMEOUT": "soon"],
        status: 2, errors: ["TOOL_TIMEOUT", "soon"]),
    CommandCase(
        testDescription: "a host for everybody without a key", arguments: ["serve"],
        environment: ["HOST": "0.0.0.0"],
        status: 2, errors: ["API_KEY"]),
    CommandCase(
        testDescription: "a model's output", arguments: ["parse"],
        input: #"Hi <tool_call>{"name":"math","arguments":{"expr":"1"}}</tool_call>"#, status: 0,
        output: """
            {"type":"chunk","data":"Hi "}
            {"type":"action","id":"call_1","data":{"action":"math","params":{"expr":"1"}}}
            {"type":"done","data":{"finishReason":"tool_calls"}}

            """),
    CommandCase(
        testDescription: "a script for the demo model that is not there",
        arguments: ["model", "serve", "--script", "nowhere.jsonl"], status: 2, errors: ["nowhere.jsonl"]),
    CommandCase(
        testDescription: "a batch of lines", arguments: ["repl", "--upstream", "demo"],
        input: "/call math {\"expr\":\"6*7\"}\n", status: 0, output: "42\n"),
    CommandCase(
        testDescription: "a batch stops at the first failed line", arguments: ["repl", "--upstream", "demo"],
        input: "/call math {\"expr\":\"1/0\"}\n/call math {\"expr\":\"6*7\"}\n", status: 1, errors: ["zero"]),
]

@Suite(.timeLimit(.minutes(10))) struct CommandTests {
    @Test(arguments: cases)
    private func `a command says what it did and ends as promised`(example: CommandCase) async throws {
        try await RunningHost.withFolder { folder in
            let done = try await FinishedProcess.run(
                BuiltHost.executable.path, example.arguments, input: example.input,
                environment: RunningHost.settings(for: folder).merging(example.environment) { $1 }, in: folder
            )
            #expect(done.status == example.status, "\(done.output)\(done.errors)")
            if let output = example.output { #expect(done.output == output, "\(done.errors)") }
            for part in example.errors { #expect(done.errors.contains(part), "\(done.errors)") }
            if example.status != 0 { #expect(done.errors.hasPrefix("toolhost: "), "\(done.errors)") }
        }
    }

    @Test func `a taken port is an error that names it`() async throws {
        try await RunningHost.with { host in
            let second = try await FinishedProcess.run(
                BuiltHost.executable.path, ["serve", "--upstream", "demo"],
                environment: RunningHost.settings(for: host.folder).merging(["PORT": "\(host.port)"]) { $1 },
                in: host.folder)
            #expect(second.status == 1)
            #expect(second.errors.contains("\(host.port)"), "\(second.errors)")
        }
    }

    @Test func `a list of tools is what the server answers`() async throws {
        try await RunningHost.with { host in
            let listed = try await FinishedProcess.run(
                BuiltHost.executable.path, ["tools", "--json"],
                environment: RunningHost.settings(for: host.folder), in: host.folder)
            #expect(listed.status == 0)
            let served = try await host.get("/tools?all=true").output
            #expect(try JSONValue(parsing: listed.output) == JSONValue(parsing: served))
        }
    }
}
