// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import TestSupport
import Testing

/// A client that leaves in the middle of an answer, seen from the model server.
@Suite(.timeLimit(.minutes(10))) struct DisconnectTests {
    /// A request whose answer the client does not wait for, and what it has read by then.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let path: String
        var body = #"{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true}"#
        let shown: String
    }

    static let cases = [
        Case(testDescription: "/chat", path: "/chat", shown: #"data: {"type":"chunk","data":"one"}"#),
        Case(
            testDescription: "/v1/chat/completions", path: "/v1/chat/completions",
            shown: #""delta":{"content":"one"}"#),
        Case(
            testDescription: "/v1/completions, handed through", path: "/v1/completions",
            shown: #""delta":{"role":"assistant","content":"one"}"#),
    ]

    /// Says one word, then nothing more.
    private static let unfinished = ScriptedReply.stream([
        .text(
            #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","#
                + #""choices":[{"index":0,"delta":{"role":"assistant","content":"one"},"finish_reason":null}]}"#
                + "\n\n"), .hold(Gate()),
    ])

    @Test(arguments: cases)
    func `a client that leaves in mid-stream ends the request to the model server`(_ example: Case)
        async throws
    {
        let models = ScriptedReply.json(#"{"object":"list","data":[{"id":"m","object":"model"}]}"#)
        try await withScriptedUpstream([models, Self.unfinished]) { upstream in
            try await RunningHost.with(upstream: upstream.url, environment: ["LM_STUDIO_MODEL": "m"]) {
                host in
                try await Self.readBeginning(of: example, host)
                // The suite's time limit is what ends a wait in vain.
                try await upstream.clientLeft(1)
                let asked = try await upstream.request(1).path
                #expect(asked == (example.path == "/chat" ? "/v1/chat/completions" : example.path))
            }
        }
    }

    /// Reads until the first word has come, then ends curl.
    private static func readBeginning(of example: Case, _ host: RunningHost) async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/curl")
        process.arguments = [
            "--silent", "--no-buffer", "--header", "Content-Type: application/json", "--data", example.body,
            host.url + example.path,
        ]
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try await ChildProcess.with(process) { child in
            try await PipeReader(output).expect(example.shown)
            // The one signal that a program cannot have inherited as blocked.
            kill(child.processID, SIGKILL)
            #expect(try await child.status() == 128 + SIGKILL)
        }
    }
}
