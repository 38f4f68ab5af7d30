// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import PluginRuntime
import Synchronization
import ToolModel

/// Measures what a plugin's start and the calls of its tools cost, as a host has to pay for them.
package struct PluginBenchmark: Sendable {
    /// The file's absolute path.
    package let file: String
    package let settings: BenchmarkSettings

    /// - Throws: `AuthoringError.noFile` when there is nothing to measure.
    package init(file: String, settings: BenchmarkSettings) throws(AuthoringError) {
        self.file = try PluginCheck.existing(file)
        self.settings = settings
    }

    /// Starts the plugin a few times, then calls its tools, one after the other.
    ///
    /// - Parameters:
    ///   - onStart: Given the report without rows, and the width of the longest name.
    ///   - onRow: Given each tool's row when it is there.
    /// - Returns: All of it.
    /// - Throws: `PluginError` when the plugin does not start, `AuthoringError.noSuchTool`, what the closures throw,
    ///   and `CancellationError`.
    package func run(
        onStart: (PluginBenchmarkReport, _ nameWidth: Int) async throws -> Void = { _, _ in },
        onRow: (PluginBenchmarkReport.Row, _ nameWidth: Int) async throws -> Void = { _, _ in }
    ) async throws -> PluginBenchmarkReport {
        var starts: [Duration] = []
        for _ in 0..<max(1, settings.starts) {
            try Task.checkCancellation()
            starts.append(try await start())
        }
        return try await trial(in: .worker) { trial in
            var report = PluginBenchmarkReport(
                file: file, start: starts.sorted()[starts.count / 2],
                idleBytes: WorkerProcessView(mark: trial.mark)?.memoryBytes, callers: settings.callers)
            let tools = try tools(of: trial)
            let width = 2 + (tools.map(\.definition.name.count) + [4]).reduce(0, max)
            try await onStart(report, width)
            for tool in tools {
                let row = try await row(tool, .worker, trial)
                report.rows.append(row)
                try await onRow(row, width)
                guard settings.measuresInProcess else { continue }
                let near = try await self.trial(in: .inProcess) { try await self.row(tool, .inProcess, $0) }
                report.rows.append(near)
                try await onRow(near, width)
            }
            return report
        }
    }

    /// How long it takes from a file to tools that can be called.
    private func start() async throws -> Duration {
        let begin = ContinuousClock.now
        return try await trial(in: .worker) { _ in begin.duration(to: .now) }
    }

    /// Starts the plugin and ends it again.
    ///
    /// - Throws: `PluginError` when it does not start.
    private func trial<Result: Sendable>(
        in home: PluginBenchmarkReport.Home, body: (Trial) async throws -> Result
    ) async throws -> Result {
        try await Trial.with(
            file, in: home == .worker ? settings.worker : nil, callTime: settings.callTime,
            makeLogger: settings.makeLogger
        ) { trial in
            if let refusal = trial.refusal { throw refusal }
            return try await body(trial)
        }
    }

    private func tools(of trial: Trial) throws(AuthoringError) -> [RegisteredTool] {
        guard let wanted = settings.tool else { return trial.tools }
        guard let tool = trial.tools.first(where: { $0.definition.name == wanted }) else {
            throw .noSuchTool(wanted, others: trial.tools.map(\.definition.name))
        }
        return [tool]
    }

    // MARK: - Calls

    private func row(
        _ tool: RegisteredTool, _ home: PluginBenchmarkReport.Home, _ trial: Trial
    ) async throws -> PluginBenchmarkReport.Row {
        let name = tool.definition.name
        let outcome: PluginBenchmarkReport.Outcome
        if settings.tool == nil, tool.definition.annotations.isOpenWorld == true {
            outcome = .skipped("it reaches things outside the host; --tool \(name) calls it all the same")
        } else if let arguments = settings.arguments ?? ArgumentGenerator(tool.inputSchema).typical {
            outcome = try await measure(Job(tool: tool, arguments: arguments, trial: trial))
        } else {
            outcome = .skipped("no arguments were found that follow its schema; give some with --arguments")
        }
        return PluginBenchmarkReport.Row(tool: name, home: home, outcome: outcome)
    }

    /// The calls of one tool.
    private struct Job: Sendable {
        let tool: RegisteredTool
        let arguments: JSONObject
        let trial: Trial
    }

    private func measure(_ job: Job) async throws -> PluginBenchmarkReport.Outcome {
        // Caches fill, and what is made at the first call is made.
        let warmUp = await calls(of: job, by: 1, time: settings.time / 10, calls: settings.calls / 10)
        if let fault = warmUp.fault { return .failed(fault) }
        try Task.checkCancellation()
        let alone = await calls(of: job, by: 1, time: settings.time, calls: settings.calls)
        if let fault = alone.fault { return .failed(fault) }
        try Task.checkCancellation()
        let together = await calls(
            of: job, by: settings.callers, time: settings.time, calls: settings.calls)
        if let fault = together.fault { return .failed(fault) }
        try Task.checkCancellation()
        return .measured(
            alone: CallTimes(alone.durations, in: alone.time),
            together: CallTimes(together.durations, in: together.time),
            refused: alone.refused + together.refused)
    }

    /// Calls until the time is over or enough were made, at least one of each caller.
    private func calls(of job: Job, by callers: Int, time: Duration, calls: Int) async -> Calls {
        let begin = ContinuousClock.now
        let share = max(1, calls / callers)
        var all = await withTaskGroup(of: Calls.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var made = Calls()
                    repeat {
                        await made.add(job.trial, job.tool, job.arguments, id: "bench_\(caller)")
                    } while made.fault == nil && made.durations.count < share
                        && begin.duration(to: .now) < time && !Task.isCancelled
                    return made
                }
            }
            return await group.reduce(into: Calls()) { $0.add($1) }
        }
        all.time = begin.duration(to: .now)
        return all
    }

    /// Calls that were made, and what came of them.
    private struct Calls: Sendable {
        var durations: [Duration] = []
        var refused = 0
        /// Why one was not answered.
        var fault: String?
        var time: Duration = .zero

        mutating func add(
            _ trial: Trial, _ tool: RegisteredTool, _ arguments: JSONObject, id: String
        ) async {
            let begin = ContinuousClock.now
            let end = await trial.call(tool, arguments, id: id)
            durations.append(begin.duration(to: .now))
            if case .answered(let answer) = end, answer.isError { refused += 1 }
            fault = end.fault?.detail
        }

        mutating func add(_ others: Calls) {
            durations += others.durations
            refused += others.refused
            fault = fault ?? others.fault
        }
    }
}
