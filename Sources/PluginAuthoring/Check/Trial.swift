// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Logging
import PluginRuntime
import ToolModel

/// One process of a plugin in folders of its own.
struct Trial: Sendable {
    let host: PluginHost
    /// Holds `sandbox`, `data` and `cache`.
    let folder: String
    let spoken: SpokenLines
    /// The longest a call may take.
    let callTime: Duration
    /// In the environment of the process, to find it by.
    let mark: String

    /// What marks the processes of a trial.
    static let variable = "TOOLHOST_CHECK"

    /// Loads `file` in a new process, and ends it when `body` has returned.
    static func with<Result: Sendable>(
        _ file: String, _ settings: CheckSettings, callTime: Duration? = nil,
        body: (Trial) async throws -> Result
    ) async throws -> Result {
        try await with(
            file, in: settings.worker, callTime: callTime ?? settings.callTime,
            makeLogger: settings.makeLogger, body: body)
    }

    /// Loads `file` in a new process, or in this one without `worker`, and ends it when `body` has returned.
    static func with<Result: Sendable>(
        _ file: String, in worker: WorkerSettings?, callTime: Duration,
        makeLogger: (any LogHandler) -> Logger, body: (Trial) async throws -> Result
    ) async throws -> Result {
        let mark = UUID().uuidString
        let folder = FileManager.default.temporaryDirectory.appending(path: "toolhost-check-\(mark)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // What cannot be removed lies in the system's folder for temporary files.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let spoken = SpokenLines()
        let host = PluginHost(
            settings: pluginSettings(file, worker, folder: folder, mark: mark, callTime: callTime),
            logger: makeLogger(spoken.handler))
        await host.load()
        let trial = Trial(host: host, folder: folder, spoken: spoken, callTime: callTime, mark: mark)
        do {
            let result = try await body(trial)
            await host.shutdown()
            return result
        } catch {
            await host.shutdown()
            throw error
        }
    }

    /// The folder in which the host keeps its copy of the file, where the plugin cannot write.
    private static let storeName = "store"

    private static func pluginSettings(
        _ file: String, _ worker: WorkerSettings?, folder: String, mark: String, callTime: Duration
    ) -> PluginSettings {
        var worker = worker
        worker?.environment[variable] = mark
        var limits = PluginLimits()
        // A check goes on after a crash, to find the others.
        limits.crashes = 1000
        return PluginSettings(
            bundled: [file], sandbox: "\(folder)/sandbox", dataFolder: "\(folder)/data",
            cacheFolder: "\(folder)/cache", storeFolder: "\(folder)/\(storeName)",
            toolTimeout: callTime, worker: worker, limits: limits)
    }

    /// Why there are no tools, when the plugin did not start.
    var refusal: PluginError? { host.registry.plugins.lazy.compactMap(\.refusal).first }

    var tools: [RegisteredTool] { host.registry.tools }

    /// Runs a call and says what became of it.
    ///
    /// The host allows a tool the time that it states for itself; here it gets no more than the others.
    func call(_ tool: RegisteredTool, _ arguments: JSONObject, id: String) async -> CallEnd {
        guard let own = tool.timeout, own > callTime else { return await plainCall(tool, arguments, id: id) }
        return await withTaskGroup(of: CallEnd.self) { group in
            group.addTask { await plainCall(tool, arguments, id: id) }
            group.addTask {
                // Cancelled when the call has ended.
                try? await Task.sleep(for: callTime)
                return .error(.toolTimeout(tool: tool.definition.name, limit: callTime))
            }
            let first = await group.next() ?? .cancelled
            group.cancelAll()
            return first
        }
    }

    private func plainCall(_ tool: RegisteredTool, _ arguments: JSONObject, id: String) async -> CallEnd {
        do {
            return .answered(try await host.call(tool.definition.name, arguments: arguments, id: id).result)
        } catch let error as PluginError {
            return .error(error)
        } catch {
            return .cancelled
        }
    }

    /// The files that the plugin has made in its folders.
    var filesLeft: [String] {
        guard let names = FileManager.default.enumerator(atPath: folder) else { return [] }
        var files: [String] = []
        for case let name as String in names where !name.hasPrefix(Self.storeName) {
            var isFolder: ObjCBool = false
            _ = unsafe FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
            // The host makes the three folders, and one for the plugin in two of them.
            if !isFolder.boolValue || name.split(separator: "/").count > 2 { files.append(name) }
        }
        return files.sorted()
    }
}

/// How a call ended.
enum CallEnd: Sendable {
    case answered(ToolResult)
    case error(PluginError)
    case cancelled

    /// The outcome of a check in which this came up, and why; nil for an answer, be it a refusal.
    var fault: (outcome: CheckOutcome, detail: String, advice: String?)? {
        guard case .error(let error) = self else { return nil }
        switch error {
        case .pluginCrashed: return (.crashed, error.message, nil)
        case .toolTimeout: return (.timedOut, error.message, Self.timeAdvice)
        default: return (.failed, error.message, error.hint)
        }
    }

    private static let timeAdvice =
        "Narrow the schema so that every call ends in time, or state a longer timeout and check th_is_cancelled."
}
