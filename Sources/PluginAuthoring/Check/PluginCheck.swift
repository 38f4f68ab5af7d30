// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import PluginRuntime
import Synchronization
import ToolModel

/// Checks a plugin's file: each check in a new process, with a limit of time.
package struct PluginCheck: Sendable {
    /// The file's absolute path.
    package let file: String
    package let settings: CheckSettings

    /// - Throws: `AuthoringError.noFile` when there is nothing to check.
    package init(file: String, settings: CheckSettings) throws(AuthoringError) {
        self.file = try Self.existing(file)
        self.settings = settings
    }

    /// The path without links of a file that is there.
    static func existing(_ file: String) throws(AuthoringError) -> String {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
            throw .noFile(path: file, reason: "there is no such file")
        }
        guard !isFolder.boolValue else { throw .noFile(path: file, reason: "it is a folder") }
        return URL(filePath: file).resolvingSymlinksInPath().path(percentEncoded: false)
    }

    /// Runs the checks one after the other.
    ///
    /// - Parameter onResults: Given the results of each check when it has ended.
    /// - Returns: All of it.
    /// - Throws: What `onResults` throws; `CancellationError` between two checks.
    package func run(
        onResults: ([CheckResult]) async throws -> Void = { _ in }
    ) async throws -> PluginCheckReport {
        var report = PluginCheckReport(file: file, seed: settings.seed)
        for id in settings.checks {
            try Task.checkCancellation()
            let results =
                report.hasStarted ? await results(of: id) : [CheckResult(id, .skipped, Self.notStarted)]
            report.results += results
            try await onResults(results)
        }
        return report
    }

    private static let notStarted = "The plugin did not start."

    /// The results of one check, or that it took too long.
    private func results(of id: CheckID) async -> [CheckResult] {
        await withTaskGroup(of: [CheckResult].self) { group in
            group.addTask {
                do {
                    return try await perform(id)
                } catch {
                    return [
                        CheckResult(id, .failed, "The check could not be done: \(error.localizedDescription)")
                    ]
                }
            }
            group.addTask {
                // Cancelled when the check has ended.
                try? await Task.sleep(for: settings.checkTime)
                return [
                    CheckResult(
                        id, .timedOut, "It took over \(settings.checkTime.components.seconds) seconds.")
                ]
            }
            let first = await group.next() ?? []
            group.cancelAll()
            return first
        }
    }

    private func perform(_ id: CheckID) async throws -> [CheckResult] {
        switch id {
        case .file: return isManifest ? manifestResults() : fileResults()
        case .start: return try await startResults()
        case .silence: return try await silenceResults()
        case .purity: return try await purityResults()
        case .registration: return try await registrationResults()
        case .schemas: return try await eachTool(id) { schemaResults($0) }
        case .descriptions: return try await eachTool(id) { descriptionResults($0) }
        case .examples where isManifest: return try await manifestExampleResults()
        case .examples: return try await callResults(id) { exampleCalls($0) }
        case .boundaries:
            return try await callResults(id) { ArgumentGenerator($0.inputSchema).boundaries() }
        case .random:
            return try await callResults(id) { tool in randomCalls(of: tool) }
        case .cancelling: return try await cancellingResults()
        case .deadline: return try await deadlineResults()
        case .parallel: return try await parallelResults()
        case .leaks: return try await leakResults()
        case .hygiene: return try await hygieneResults()
        }
    }

    /// Looks at each tool of a started plugin, without calling it.
    private func eachTool(
        _ id: CheckID, _ look: (RegisteredTool) -> [CheckResult]
    ) async throws -> [CheckResult] {
        let results = try await Trial.with(file, settings) { trial in trial.tools.flatMap(look) }
        return results.isEmpty ? [CheckResult(id, .passed)] : results
    }
}
