// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Logging
import PluginRuntime
import TestSupport
import Testing

@testable import PluginAuthoring

@Suite(.timeLimit(.minutes(10))) struct PluginBenchmarkTests {
    /// Measures a fixture as briefly as can be.
    private static func report(
        of fixture: String, _ settle: (inout BenchmarkSettings) -> Void = { _ in }
    ) async throws -> PluginBenchmarkReport {
        try await withTemporaryFolder { folder in
            let file = try await PluginCompiler.buildFixture(fixture, into: folder)
            var settings = BenchmarkSettings(worker: WorkerSettings(executable: BuiltProducts.worker)) {
                handler in
                Logger(label: "test", factory: { _ in handler })
            }
            settings.calls = 40
            settings.time = .seconds(60)
            settings.starts = 1
            settle(&settings)
            return try await PluginBenchmark(file: file, settings: settings).run()
        }
    }

    @Test(arguments: [(1, 40, 40), (7, 40, 35), (64, 40, 64)])
    func `as many calls are made as are asked for, by so many callers`(
        callers: Int, alone: Int, together: Int
    ) async throws {
        let report = try await Self.report(of: "unfit") { settings in
            settings.tool = "counts"
            settings.callers = callers
            settings.measuresInProcess = true
        }
        #expect(report.rows.map(\.home) == [.worker, .inProcess])
        #expect(report.isSound && report.start > .zero && report.idleBytes ?? 0 > 4096)
        for row in report.rows {
            guard case .measured(let one, let many, refused: 0) = row.outcome else {
                Issue.record("\(row)")
                continue
            }
            #expect(one.calls == alone && many.calls == together)
            #expect(one.least > .zero && one.least <= one.median && one.median <= one.slowest)
            #expect(one.perSecond > 0 && many.perSecond > 0)
        }
    }

    @Test func `a crash is a row of its own, and the others go on`() async throws {
        let report = try await Self.report(of: "unfit") { $0.calls = 2 }
        let names = report.rows.map(\.tool)
        #expect(names.contains("crashes_when_empty") && names.contains("leaks"))
        #expect(report.isSound)
        let crash = try await Self.report(of: "unfit") { settings in
            settings.tool = "crashes_when_empty"
            settings.arguments = ["text": ""]
        }
        guard case .failed(let reason) = try #require(crash.rows.first).outcome else {
            Issue.record("\(crash.rows)")
            return
        }
        #expect(reason.contains("SIGABRT"), "\(reason)")
        #expect(!crash.isSound)
    }

    @Test func `what a tool refuses is counted`() async throws {
        let report = try await Self.report(of: "unfit") { settings in
            settings.tool = "forgets_its_result"
            settings.arguments = ["number": 99]
        }
        // Arguments that do not follow the schema are the caller's fault, and no call.
        guard case .failed(let reason) = try #require(report.rows.first).outcome else {
            Issue.record("\(report.rows)")
            return
        }
        #expect(reason.contains("/number"), "\(reason)")
        let refusals = try await Self.report(of: "reaches_out") { $0.tool = "refuses" }
        guard case .measured(_, _, let refused) = try #require(refusals.rows.first).outcome else {
            Issue.record("\(refusals.rows)")
            return
        }
        #expect(refused == 80)
    }

    @Test func `an unknown tool is named with its neighbours`() async {
        await #expect(
            throws: AuthoringError.noSuchTool(
                "count",
                others: ["leaks", "crashes_when_empty", "forgets_its_result", "changes_its_mask", "counts"])
        ) {
            try await Self.report(of: "unfit") { $0.tool = "count" }
        }
    }

    @Test func `a plugin that does not start says why`() async {
        let error = await #expect(throws: PluginError.self) { try await Self.report(of: "init_fails") }
        #expect(error?.code == "plugin_start_failed")
    }

    @Test func `a tool that reaches out is called when it is named`() async throws {
        let all = try await Self.report(of: "reaches_out")
        #expect(
            all.rows.first?.outcome
                == .skipped("it reaches things outside the host; --tool asks calls it all the same"))
        let named = try await Self.report(of: "reaches_out") { $0.tool = "asks" }
        guard case .measured = try #require(named.rows.first).outcome else {
            Issue.record("\(named.rows)")
            return
        }
    }
}

@Suite struct PluginBenchmarkReportTests {
    private static let report = PluginBenchmarkReport(
        file: "/tmp/greet.so", start: .microseconds(5230), idleBytes: 4_800_000, callers: 8,
        rows: [
            PluginBenchmarkReport.Row(
                tool: "greet", home: .worker,
                outcome: .measured(
                    alone: CallTimes(
                        [.nanoseconds(900), .microseconds(18), .milliseconds(123)], in: .seconds(1)),
                    together: CallTimes(
                        Array(repeating: .nanoseconds(999), count: 12345), in: .milliseconds(500)),
                    refused: 1200)
            ),
            PluginBenchmarkReport.Row(tool: "fetch", home: .inProcess, outcome: .skipped("it is far.")),
            PluginBenchmarkReport.Row(tool: "crash", home: .worker, outcome: .failed("It ended.")),
        ])

    @Test func `people read a table`() {
        let text =
            Self.report.heading(nameWidth: 8)
            + Self.report.rows.map { PluginBenchmarkReport.line($0, nameWidth: 8) }.joined()
        #expect(
            text == """
                greet.so: ready in 5.2 ms; 4.5 MiB of its own when idle
                tool    home             median        99 %       least     calls/s   8 at once
                greet   worker          18.0 µs     18.0 µs      900 ns           3    24 690/s  (1 200 refused by the tool)
                fetch   in-process   not called: it is far.
                crash   worker       failed: It ended.

                """)
    }

    @Test func `programs read the same as JSON`() {
        let json = Self.report.json
        #expect(json["start_ns"] == 5_230_000 && json["idle_bytes"] == 4_800_000 && json["sound"] == false)
        #expect(
            json["tools"]?.array?.first?["alone"] == [
                "calls": 3, "median_ns": 18_000, "p99_ns": 18_000, "least_ns": 900, "calls_per_second": 3,
            ])
        #expect(json["tools"]?.array?.first?["together"]?["callers"] == 8)
        #expect(json["tools"]?.array?.last == ["tool": "crash", "home": "worker", "failed": "It ended."])
    }

    @Test(arguments: [
        (Duration.nanoseconds(7), "7.0 ns"), (.nanoseconds(999), "999 ns"), (.nanoseconds(1050), "1.1 µs"),
        (.microseconds(99), "99.0 µs"), (.microseconds(240), "240 µs"), (.milliseconds(1500), "1.5 s"),
        (.seconds(600), "600 s"),
    ])
    func `times have three digits at most`(time: Duration, text: String) {
        #expect(PluginBenchmarkReport.text(time) == text)
    }
}
