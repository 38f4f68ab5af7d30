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

    @Test func `while it answers, no socket of the host's stays open in a program that is started`()
        async throws
    {
        let models = ScriptedReply.json(#"{"object":"list","data":[{"id":"m","object":"model"}]}"#)
        try await withScriptedUpstream([models, Self.unfinished]) { upstream in
            try await RunningHost.with(upstream: upstream.url, environment: ["LM_STUDIO_MODEL": "m"]) {
                host in
                try await Self.readBeginning(of: Self.cases[0], host) {
                    let sockets = try Self.sockets(of: host.child.processID)
                    // One that listens, the client's and the model server's at least.
                    #expect(sockets.count >= 3, "\(sockets)")
                    #expect(sockets.filter { !$0.value }.isEmpty, "\(sockets)")
                }
            }
        }
    }

    /// The TCP sockets of a process, each with whether it is closed by exec.
    ///
    /// Whoever started the process may have left it one of another kind.
    private static func sockets(of process: pid_t) throws -> [String: Bool] {
        var sockets: [String: Bool] = [:]
        // Such a file has no size, and is read to its end by a handle only.
        let connections = try ["tcp", "tcp6"].map { kind in
            let file = try FileHandle(forReadingFrom: URL(filePath: "/proc/\(process)/net/\(kind)"))
            return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        }.joined()
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd") {
            // One that was closed meanwhile is gone.
            guard
                let target = try? FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/\(process)/fd/\(name)"), target.hasPrefix("socket:"),
                connections.contains(" \(target.filter(\.isNumber)) "),
                let text = try? String(contentsOfFile: "/proc/\(process)/fdinfo/\(name)", encoding: .utf8),
                let line = text.split(separator: "\n").first(where: { $0.hasPrefix("flags:") }),
                let flags = line.split(whereSeparator: { " \t".contains($0) }).last.flatMap({
                    Int32($0, radix: 8)
                })
            else { continue }
            sockets["\(name) \(target)"] = flags & O_CLOEXEC != 0
        }
        return sockets
    }

    /// Reads until the first word has come, then ends curl.
    private static func readBeginning(
        of example: Case, _ host: RunningHost, meanwhile: () throws -> Void = {}
    ) async throws {
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
            try meanwhile()
            // The one signal that a program cannot have inherited as blocked.
            kill(child.processID, SIGKILL)
            #expect(try await child.status() == 128 + SIGKILL)
        }
    }
}
