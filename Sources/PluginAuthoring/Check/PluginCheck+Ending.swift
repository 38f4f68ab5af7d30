// SPDX-License-Identifier: Apache-2.0

import JSON
import PluginRuntime
import ToolModel

extension PluginCheck {
    /// A call whose caller leaves at once; then the tool must take the next one.
    func cancellingResults() async throws -> [CheckResult] {
        try await endingResults(.cancelling) { trial, tool, arguments in
            // Time to get into the tool; on a busy machine more is needed.
            for pause in [50, 150, 400] as [Int64] {
                let task = Task { await trial.call(tool, arguments, id: "check_cancelled") }
                try? await Task.sleep(for: .milliseconds(pause))
                task.cancel()
                guard case .cancelled = await task.value else { return }
            }
        }
    }

    /// A call that gets so little time that long work is not done; then the tool must take the next one.
    func deadlineResults() async throws -> [CheckResult] {
        try await endingResults(.deadline, callTime: .milliseconds(200)) { trial, tool, arguments in
            // On a busy machine a call may be late before the tool has seen it.
            for _ in 0..<3 {
                guard case .error(.toolTimeout) = await trial.call(tool, arguments, id: "check_late") else {
                    return
                }
            }
        }
    }

    /// Ends a call of each tool by force, and sees whether the same process comes back from it.
    private func endingResults(
        _ id: CheckID, callTime: Duration? = nil,
        _ end: @Sendable (Trial, RegisteredTool, JSONObject) async -> Void
    ) async throws -> [CheckResult] {
        try await Trial.with(file, settings, callTime: callTime) { trial in
            var results: [CheckResult] = []
            for tool in trial.tools {
                let name = tool.definition.name
                if let reason = Self.reasonNotToCall(tool) {
                    results.append(CheckResult(id, tool: name, .skipped, reason))
                    continue
                }
                guard let arguments = ArgumentGenerator(tool.inputSchema).typical else { continue }
                let before = WorkerProcessView(mark: trial.mark)?.process
                await end(trial, tool, arguments)
                results.append(await resultAfter(id, tool, arguments, before: before, trial))
            }
            return results.isEmpty ? [CheckResult(id, .skipped, "There is no tool to call.")] : results
        }
    }

    private func resultAfter(
        _ id: CheckID, _ tool: RegisteredTool, _ arguments: JSONObject, before: Int32?, _ trial: Trial
    ) async -> CheckResult {
        let name = tool.definition.name
        guard let end = await nextEnd(tool, arguments, trial) else {
            return Self.stubborn(id, name)
        }
        if case .error(.pluginCrashed(_, _, let reason)) = end {
            return CheckResult(id, tool: name, .crashed, "The process ended: \(reason).")
        }
        if case .error(let error) = end, case .pluginProtocol = error {
            return CheckResult(id, tool: name, .failed, error.message, advice: error.hint)
        }
        let after = WorkerProcessView(mark: trial.mark)?.process
        guard before == nil || after == before else { return Self.stubborn(id, name) }
        return CheckResult(id, tool: name, .passed)
    }

    /// How the next call of a tool ends once the one before has come back; nil when it does not.
    private func nextEnd(_ tool: RegisteredTool, _ arguments: JSONObject, _ trial: Trial) async -> CallEnd? {
        let start = ContinuousClock.now
        repeat {
            let end = await trial.call(tool, arguments, id: "check_next")
            guard case .error(.toolUnavailable) = end else { return end }
            try? await Task.sleep(for: .milliseconds(20))
        } while start.duration(to: .now) < Self.patience && !Task.isCancelled
        return nil
    }

    /// Longer than the grace after which a host ends a process.
    private static let patience = Duration.seconds(3)

    private static func stubborn(_ id: CheckID, _ tool: String) -> CheckResult {
        CheckResult(
            id, tool: tool, .warned,
            "It did not come back when it was told to, and a host ends its process for that.",
            advice:
                "Ask th_is_cancelled in long loops, and wait with th_cancel_descriptor beside other descriptors."
        )
    }
}
