// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A `toolhost serve` that runs for the length of a test, on a port of its own.
struct RunningHost: Sendable {
    let port: Int
    /// The folder it runs in; its sandbox is `sandbox` and its plugins are in `plugins`.
    let folder: URL
    let child: ChildProcess

    var url: String { "http://localhost:\(port)" }

    /// Starts a host in a new folder and ends it after `body`.
    ///
    /// `prepare` runs before the start, with the folder, and puts plugins or files there.
    static func with<Value>(
        upstream: String = "demo", environment: [String: String] = [:],
        prepare: (URL) async throws -> Void = { _ in },
        _ body: (RunningHost) async throws -> Value
    ) async throws -> Value {
        try await withFolder { folder in
            try await prepare(folder)
            return try await ListeningProcess.with(
                ["serve", "--upstream", upstream],
                environment: settings(for: folder).merging(environment) { $1 },
                in: folder
            ) { process in
                try await body(RunningHost(port: process.port, folder: folder, child: process.child))
            }
        }
    }

    /// A folder that is removed after `body`.
    static func withFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "toolhost-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }

    /// Settings that keep a test's host apart from the user's own.
    static func settings(for folder: URL) -> [String: String] {
        [
            "PORT": "0",
            "SANDBOX_DIR": folder.appending(path: "sandbox").path,
            "PLUGINS_DIR": folder.appending(path: "plugins").path,
            "XDG_CONFIG_HOME": folder.appending(path: "config").path,
            "XDG_DATA_HOME": folder.appending(path: "data").path,
            "XDG_STATE_HOME": folder.appending(path: "state").path,
            "XDG_CACHE_HOME": folder.appending(path: "cache").path,
        ]
    }

    /// Sends JSON with curl and reads the JSON that comes back.
    func post(_ path: String, _ body: String, options: [String] = []) async throws -> FinishedProcess {
        try await FinishedProcess.run(
            "/usr/bin/curl",
            ["--silent", "--show-error", "--max-time", "60", "--header", "Content-Type: application/json"]
                + ["--data", body] + options + [url + path],
            in: folder
        )
    }

    /// Reads `path` with curl.
    func get(_ path: String) async throws -> FinishedProcess {
        try await FinishedProcess.run(
            "/usr/bin/curl", ["--silent", "--show-error", "--max-time", "60", url + path], in: folder)
    }
}

/// A `toolhost model serve` that plays a script for the length of a test.
struct RunningModel: Sendable {
    let url: String

    static func with<Value>(
        script: URL, _ body: (RunningModel) async throws -> Value
    ) async throws -> Value {
        try await RunningHost.withFolder { folder in
            try await ListeningProcess.with(
                ["model", "serve", "--port", "0", "--script", script.path],
                environment: RunningHost.settings(for: folder),
                in: folder
            ) { process in
                try await body(RunningModel(url: "http://127.0.0.1:\(process.port)"))
            }
        }
    }
}
