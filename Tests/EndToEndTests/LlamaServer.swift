// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// llama.cpp's `llama-server` with a tiny model, which `Tests/Llama/install` puts into a folder.
struct LlamaServer: Sendable {
    /// The folder with server and models; nil where nobody named it.
    static let folder = ProcessInfo.processInfo.environment["TOOLHOST_TEST_LLAMA"].map { URL(filePath: $0) }

    enum Model: String {
        case tiny
        /// Writes until it is told to stop.
        case endless
    }

    let port: Int
    let child: ChildProcess

    var url: String { "http://127.0.0.1:\(port)" }

    /// Starts a server and ends it after `body`.
    ///
    /// - Parameters:
    ///   - model: what it loads, and what it calls that.
    ///   - port: where it listens; 0 for a port of its own.
    ///   - options: more of its own options.
    ///   - body: what is done while it runs.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws, or what keeps it from starting.
    static func with<Value>(
        model: Model = .tiny, port: Int = 0, options: [String] = [],
        _ body: (LlamaServer) async throws -> Value
    ) async throws -> Value {
        let folder = try #require(folder)
        let arguments =
            ["--jinja", "--model", folder.appending(path: "\(model.rawValue).gguf").path]
            + ["--alias", model.rawValue, "--host", "127.0.0.1", "--port", String(port), "--offline"]
            + ["--parallel", "2", "--ctx-size", "65536", "--threads", "1", "--seed", "7", "--no-warmup"]
            // Beyond its context the endless model writes on.
            + ["--context-shift"]
            + options
        return try await ListeningProcess.with(
            arguments, program: folder.appending(path: "llama-server"), environment: [:], in: folder
        ) { process in
            // Started from here it may have inherited as blocked the signals that it ends by.
            defer { kill(process.child.processID, SIGKILL) }
            return try await body(LlamaServer(port: process.port, child: process.child))
        }
    }

    /// Starts a server and a host before it.
    static func withHost<Value>(
        model: Model = .tiny, options: [String] = [], environment: [String: String] = [:],
        _ body: (RunningHost, LlamaServer) async throws -> Value
    ) async throws -> Value {
        try await with(model: model, options: options) { server in
            let settings = ["LM_STUDIO_MODEL": model.rawValue].merging(environment) { $1 }
            return try await RunningHost.with(upstream: server.url, environment: settings) { host in
                try await body(host, server)
            }
        }
    }

    /// Waits until it works on that many requests.
    ///
    /// It looks whether a client is still there only when it has had nothing to answer for a second.
    func expectRequestsUnderWay(_ requests: Int) async throws {
        let count = #"curl --silent --max-time 10 "$0" | grep --only-matching '"is_processing":true' | wc -l"#
        let done = try await FinishedProcess.run(
            "/bin/bash",
            ["-c", "until [ $(\(count)) = $1 ]; do sleep 1.5; done", url + "/slots", String(requests)],
            in: FileManager.default.temporaryDirectory)
        #expect(done.status == 0, "\(done)")
    }

    /// Sends JSON to the server itself.
    func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        let done = try await FinishedProcess.run(
            "/usr/bin/curl",
            ["--silent", "--show-error", "--max-time", "60", "--header", "Content-Type: application/json"]
                + ["--data", body.jsonText(), url + path],
            in: FileManager.default.temporaryDirectory)
        return try JSONValue(parsing: done.output)
    }
}
