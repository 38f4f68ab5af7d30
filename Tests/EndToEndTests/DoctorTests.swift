// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// What a model answers when the doctor asks for a call, and what the doctor makes of it.
private struct Patient: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Lines for `toolhost model serve --script`.
    let answers: [String]
    var options: [String] = ["--model", "script"]
    let status: Int32
    /// The verdicts on upstream, model and dialect.
    let verdicts: [String]
    let dialect: String
}

private let call = #"{\"name\":\"math\",\"arguments\":{\"expr\":\"1\"}}"#
private let action = #"{"content":["{\"action\":\"math\",\"params\":{\"expr\":\"1\"}}"]}"#
private let plain = #"{"content":["About seven million."]}"#

private let patients: [Patient] = [
    Patient(
        testDescription: "native calls",
        answers: [#"{"tool_calls":[{"name":"math","arguments":{"expr":"1"}}],"finish_reason":"tool_calls"}"#],
        status: 0, verdicts: ["ok", "ok", "ok"], dialect: "script calls tools natively, in tool_calls."),
    Patient(
        testDescription: "calls as text", answers: [#"{"content":["<tool_call>\#(call)</tool_call>"]}"#],
        status: 0, verdicts: ["ok", "ok", "ok"],
        dialect: "script writes its calls as text, in the dialect hermes"),
    Patient(
        testDescription: "a server that takes no tools",
        answers: [#"{"status":400,"body":{"error":"tools are not supported"}}"#, action], status: 0,
        verdicts: ["ok", "ok", "ok"], dialect: "The server takes no tools; script calls those that"),
    Patient(
        testDescription: "only what is taught", answers: [plain, action], status: 1,
        verdicts: ["ok", "ok", "failed"],
        dialect: "script does not call a tool that its server puts before it"),
    Patient(
        testDescription: "no calls at all", answers: [plain, plain], status: 1,
        verdicts: ["ok", "ok", "failed"],
        dialect: "script was asked to call a tool and did not: \"About seven million.\"."),
    Patient(
        testDescription: "a format of choice", answers: [action],
        options: ["--model", "script", "--tool-format", "action"], status: 0, verdicts: ["ok", "ok", "ok"],
        dialect: "script calls tools in the format action_json."),
    Patient(
        testDescription: "a server that fails",
        answers: [#"{"status":404,"body":{"error":"no such route"}}"#],
        status: 1, verdicts: ["ok", "ok", "failed"], dialect: "The model server at "),
    Patient(
        testDescription: "another model than is offered",
        answers: [#"{"tool_calls":[{"name":"math","arguments":{"expr":"1"}}],"finish_reason":"tool_calls"}"#],
        options: ["--model", "scrpt"], status: 1, verdicts: ["ok", "failed", "ok"],
        dialect: "script calls tools natively"),
]

@Suite(.timeLimit(.minutes(10))) struct DoctorTests {
    private static func run(_ options: [String], in folder: URL) async throws -> FinishedProcess {
        try await FinishedProcess.run(
            BuiltHost.executable.path, ["doctor"] + options,
            environment: RunningHost.settings(for: folder), in: folder)
    }

    @Test(arguments: patients)
    private func `the doctor says what a model speaks`(patient: Patient) async throws {
        try await RunningHost.withFolder { folder in
            let script = folder.appending(path: "script.jsonl")
            try (patient.answers.joined(separator: "\n") + "\n")
                .write(to: script, atomically: true, encoding: .utf8)
            try await RunningModel.with(script: script) { model in
                let done = try await Self.run(
                    ["--json", "--upstream", model.url] + patient.options, in: folder)
                #expect(done.status == patient.status, "\(done)")
                let findings = try #require(try JSONValue(parsing: done.output).array)
                #expect(
                    findings.map { $0["check"]?.string } == ["upstream", "model", "dialect", "isolation"])
                #expect(
                    findings.prefix(3).map { $0["verdict"]?.string } == patient.verdicts, "\(done.output)")
                let dialect = try #require(findings[2]["message"]?.string)
                #expect(dialect.hasPrefix(patient.dialect), "\(dialect)")
                #expect(done.errors.isEmpty == (patient.status == 0), "\(done.errors)")
            }
        }
    }

    @Test func `without a model server it says so, and what to do`() async throws {
        try await RunningHost.withFolder { folder in
            // Port 9 is for discarding and nobody listens there.
            let done = try await Self.run(["--upstream", "http://127.0.0.1:9"], in: folder)
            #expect(done.status == 1)
            #expect(
                done.output.hasPrefix(
                    """
                    failed   upstream: No model server answers at http://127.0.0.1:9: the connection was refused.
                             Start LM Studio's server, or name another one with LM_STUDIO_URL or --upstream.
                    skipped  model: Not looked for: no model server answers.
                    skipped  dialect: Not tried: no model answers.

                    """))
            #expect(
                done.output.contains("\nok       isolation: ")
                    || done.output.contains("\nwarning  isolation: "))
            #expect(done.errors == "toolhost: doctor: 1 of 4 checks failed.\n")
        }
    }

    @Test func `the demo model is in good health`() async throws {
        try await RunningHost.withFolder { folder in
            let done = try await Self.run(["--upstream", "demo"], in: folder)
            #expect(done.status == 0)
            #expect(done.output.contains("ok       dialect: toolhost-demo calls tools natively"))
        }
    }

    @Test func `a greeting does not promise answers of a model that is not offered`() async throws {
        try await RunningHost.withFolder { folder in
            let script = folder.appending(path: "script.jsonl")
            try "\(plain)\n".write(to: script, atomically: true, encoding: .utf8)
            try await RunningModel.with(script: script) { model in
                try await Terminal.with(["repl", "--upstream", model.url, "--model", "scrpt"]) { terminal in
                    try await terminal.screen.expect(
                        "tools.\r\nThe model scrpt is not among those offered: script. Did you mean \"script\"? "
                            + "Set LM_STUDIO_MODEL or --model.\r\n/help lists the commands.")
                    try await terminal.screen.expect("> ")
                    try terminal.type("/quit\r")
                    #expect(try await terminal.child.status() == 0, "\(terminal.screen.unread)")
                }
            }
        }
    }
}
