// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import PluginRuntime
import ToolModel

extension PluginCheck {
    /// The tools that can be called over and over, with arguments that do.
    private func callable(_ trial: Trial) -> [(tool: RegisteredTool, arguments: JSONObject)] {
        trial.tools.compactMap { tool in
            guard Self.reasonNotToCall(tool) == nil else { return nil }
            return ArgumentGenerator(tool.inputSchema).typical.map { (tool, $0) }
        }
    }

    /// The same call alone and many at a time must bring the same answer, where a tool says that it only reads.
    func parallelResults() async throws -> [CheckResult] {
        try await Trial.with(file, settings) { trial in
            var results: [CheckResult] = []
            for (tool, arguments) in callable(trial) {
                results.append(await parallelResult(tool, arguments, trial))
            }
            return results.isEmpty ? [CheckResult(.parallel, .skipped, "There is no tool to call.")] : results
        }
    }

    private func parallelResult(
        _ tool: RegisteredTool, _ arguments: JSONObject, _ trial: Trial
    ) async -> CheckResult {
        let name = tool.definition.name
        let alone = await trial.call(tool, arguments, id: "check_alone")
        let ends = await withTaskGroup(of: CallEnd.self) { group in
            for number in 0..<Self.parallelCalls {
                group.addTask { await trial.call(tool, arguments, id: "check_\(number)") }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        if let fault = ends.lazy.compactMap(\.fault).first {
            return CheckResult(.parallel, tool: name, fault.outcome, fault.detail, advice: fault.advice)
        }
        guard case .answered(let expected) = alone, tool.definition.annotations.isReadOnly == true,
            tool.definition.annotations.isIdempotent == true
        else { return CheckResult(.parallel, tool: name, .passed) }
        let others = ends.filter { end in
            if case .answered(let answer) = end { answer != expected } else { false }
        }
        guard !others.isEmpty else { return CheckResult(.parallel, tool: name, .passed) }
        return CheckResult(
            .parallel, tool: name, .failed,
            "\(others.count) of \(Self.parallelCalls) calls at the same time got another answer than one alone.",
            advice: "Guard what calls share, or leave TH_REENTRANT and TH_HINT_IDEMPOTENT out.")
    }

    /// More than the threads of a small machine, fewer than a host lets run.
    private static let parallelCalls = 32

    /// Memory after many calls, beside memory after the first thousand.
    func leakResults() async throws -> [CheckResult] {
        try await Trial.with(file, settings) { trial in
            var results: [CheckResult] = []
            for (tool, arguments) in callable(trial) {
                results.append(await leakResult(tool, arguments, trial))
            }
            return results.isEmpty ? [CheckResult(.leaks, .skipped, "There is no tool to call.")] : results
        }
    }

    private func leakResult(
        _ tool: RegisteredTool, _ arguments: JSONObject, _ trial: Trial
    ) async -> CheckResult {
        let name = tool.definition.name
        let warmUp = settings.leakCalls / 10
        let start = ContinuousClock.now
        var before: Int?
        for number in 0..<settings.leakCalls {
            if number == warmUp { before = WorkerProcessView(mark: trial.mark)?.memoryBytes }
            let end = await trial.call(tool, arguments, id: "check_\(number)")
            if let fault = end.fault {
                return CheckResult(
                    .leaks, tool: name, fault.outcome, "Call \(number + 1): \(fault.detail)",
                    advice: fault.advice)
            }
            guard start.duration(to: .now) < Self.leakTime else {
                return CheckResult(
                    .leaks, tool: name, .skipped,
                    "\(number + 1) calls took over \(Self.leakTime.components.seconds) s.")
            }
        }
        guard let before, let after = WorkerProcessView(mark: trial.mark)?.memoryBytes else {
            return CheckResult(.leaks, tool: name, .skipped, "The memory of its process cannot be read here.")
        }
        let calls = settings.leakCalls - warmUp
        // Pages that the allocator took once are no leak: 16 bytes of each call are the least that one could lose.
        guard after - before > max(Self.allowedGrowth, calls * 16) else {
            return CheckResult(.leaks, tool: name, .passed)
        }
        return CheckResult(
            .leaks, tool: name, .failed,
            "\(calls) calls left \(ByteCount(after - before).text) behind, \((after - before) / calls) bytes each.",
            advice:
                "Free what a call allocates before it returns; valgrind --leak-check=full finds the place.")
    }

    /// So that a slow tool does not take the whole check's time.
    private static let leakTime = Duration.seconds(20)
    /// What an allocator may take at once, in bytes.
    private static let allowedGrowth = 2 << 20

    /// The process after calls of each tool, beside the process before.
    func hygieneResults() async throws -> [CheckResult] {
        try await Trial.with(file, settings) { trial in
            guard let view = WorkerProcessView(mark: trial.mark) else {
                return [CheckResult(.hygiene, .skipped, "Its process cannot be looked at here.")]
            }
            let calls = callable(trial)
            // The first calls may open what is kept: a file, a pool of threads.
            for (tool, arguments) in calls { _ = await trial.call(tool, arguments, id: "check_first") }
            let before = view.surroundings
            let said = trial.spoken.lines.count
            for _ in 0..<3 {
                for (tool, arguments) in calls { _ = await trial.call(tool, arguments, id: "check_again") }
            }
            let after = view.surroundings
            var results = before.keys.sorted().filter { before[$0] != after[$0] }.map { name in
                CheckResult(
                    .hygiene, .warned,
                    "Calls change the \(name) of the process: from \(before[name] ?? "?") to \(after[name] ?? "?").",
                    advice: "Leave the process as it was: other calls share it.")
            }
            if trial.spoken.lines.count > said + calls.count * 3 {
                results.append(
                    CheckResult(
                        .hygiene, .warned, "It says more than one line a call.",
                        advice: "Write to the log at the level TH_LOG_DEBUG."))
            }
            return results.isEmpty ? [CheckResult(.hygiene, .passed)] : results
        }
    }
}
