// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import JSON
import Logging
import PluginRuntime
import TestSupport
import ToolModel

extension WorkerSettings {
    /// The program of this build, started as the host does: without the runtime's reports of crashes, which take seconds.
    static let ofThisBuild = WorkerSettings(
        executable: BuiltProducts.worker, environment: ["SWIFT_BACKTRACE": "enable=no"])

    /// The same behind a program that notes each process in the folder.
    static func noting(in folder: String) throws -> WorkerSettings {
        let program = "\(folder)/noting-worker"
        try Data("#!/bin/sh\necho $$ >> '\(notes(in: folder))'\nexec '\(BuiltProducts.worker)' \"$@\"\n".utf8)
            .write(to: URL(filePath: program))
        guard chmod(program, 0o755) == 0 else { throw CocoaError(.fileWriteUnknown) }
        var settings = ofThisBuild
        settings.executable = program
        return settings
    }

    static func notes(in folder: String) -> String { "\(folder)/processes" }

    /// The processes that were noted.
    static func started(in folder: String) throws -> [pid_t] {
        guard FileManager.default.fileExists(atPath: notes(in: folder)) else { return [] }
        return try String(contentsOfFile: notes(in: folder), encoding: .utf8).split(separator: "\n")
            .compactMap { pid_t($0) }
    }
}

/// A host in a folder of its own.
struct PluginFixture: Sendable {
    let host: PluginHost
    let folder: String

    /// Builds `fixtures` into a fresh folder, loads them all and ends the host afterwards.
    ///
    /// `prepare` may add files to the plugins folder; `settle` may change the settings.
    static func with(
        _ fixtures: String..., in home: PluginIsolation,
        prepare: (_ plugins: String) async throws -> Void = { _ in },
        settle: (inout PluginSettings) -> Void = { _ in }, log: RecordedLog = RecordedLog(),
        body: (PluginFixture) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let plugins = "\(folder)/plugins"
            try FileManager.default.createDirectory(atPath: plugins, withIntermediateDirectories: true)
            for name in fixtures { _ = try await PluginCompiler.buildFixture(name, into: plugins) }
            try await prepare(plugins)
            var settings = PluginSettings(
                folders: [plugins], sandbox: "\(folder)/sandbox", dataFolder: "\(folder)/data",
                cacheFolder: "\(folder)/cache",
                worker: home == .worker ? .ofThisBuild : nil)
            // Far from what a busy machine needs.
            settings.limits.loadTime = .seconds(120)
            settle(&settings)
            let fixture = PluginFixture(
                host: PluginHost(settings: settings, logger: log.logger), folder: folder)
            await fixture.host.load()
            do {
                try await body(fixture)
                await fixture.host.shutdown()
            } catch {
                await fixture.host.shutdown()
                throw error
            }
        }
    }

    /// The path of a plugin file.
    func path(_ name: String) -> String { "\(folder)/plugins/\(name)" }

    /// The path of a file that plugins may read and write.
    func inSandbox(_ name: String) -> String { "\(folder)/sandbox/\(name)" }

    /// Calls a tool under an id made of its name.
    func call(
        _ tool: String, _ arguments: JSONObject = [:],
        onProgress: (@Sendable (ToolProgress) -> Void)? = nil
    ) async throws -> ToolResult {
        try await host.call(tool, arguments: arguments, id: "call_\(tool)", onProgress: onProgress).result
    }

    /// The error that a call ends with; nil when it does not.
    func error(of tool: String, _ arguments: JSONObject = [:]) async -> PluginError? {
        do {
            _ = try await call(tool, arguments)
            return nil
        } catch {
            return error as? PluginError
        }
    }
}
