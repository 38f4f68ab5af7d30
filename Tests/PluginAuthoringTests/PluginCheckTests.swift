// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import PluginRuntime
import TestSupport
import Testing

@testable import PluginAuthoring

/// A fault of the fixture `unfit`, and what finds it.
private struct Fault: Sendable, CustomTestStringConvertible {
    let id: CheckID
    var tool: String?
    let outcome: CheckOutcome
    /// What the detail has somewhere.
    let detail: String
    var fixture = "unfit"

    var testDescription: String { "\(id.rawValue) \(tool ?? "")" }
}

private let faults: [Fault] = [
    Fault(id: .silence, outcome: .warned, detail: "here I am"),
    Fault(
        id: .schemas, tool: "forgets_its_result", outcome: .failed,
        detail: "The schema's example at /examples/1 does not follow the schema."),
    Fault(id: .schemas, tool: "leaks", outcome: .passed, detail: ""),
    Fault(id: .descriptions, tool: "leaks", outcome: .warned, detail: "whether it changes anything"),
    Fault(
        id: .examples, tool: "never_comes_back", outcome: .timedOut, detail: "did not answer within",
        fixture: "stubborn"),
    Fault(id: .examples, tool: "crashes_when_empty", outcome: .passed, detail: "1 calls"),
    Fault(id: .boundaries, tool: "crashes_when_empty", outcome: .crashed, detail: "SIGABRT"),
    Fault(
        id: .boundaries, tool: "forgets_its_result", outcome: .failed,
        detail: "it returned success without a result"),
    Fault(id: .random, tool: "forgets_its_result", outcome: .failed, detail: "The arguments: {\"number\":"),
    Fault(
        id: .cancelling, tool: "never_comes_back", outcome: .warned,
        detail: "It did not come back when it was told to", fixture: "stubborn"),
    Fault(
        id: .deadline, tool: "never_comes_back", outcome: .warned, detail: "did not come back",
        fixture: "stubborn"),
    Fault(
        id: .leaks, tool: "never_comes_back", outcome: .timedOut, detail: "Call 1: ", fixture: "stubborn"),
    Fault(
        id: .parallel, tool: "counts", outcome: .failed,
        detail: "got another answer than one alone"),
    Fault(id: .leaks, tool: "leaks", outcome: .failed, detail: "bytes each"),
    Fault(id: .leaks, tool: "counts", outcome: .passed, detail: ""),
    Fault(id: .hygiene, outcome: .warned, detail: "the file mode mask of the process"),
]

@Suite(.serialized, .timeLimit(.minutes(15))) struct PluginCheckTests {
    /// Runs one check of a fixture with short limits.
    private static func results(
        of fixture: String, _ settle: (inout CheckSettings) -> Void
    ) async throws -> PluginCheckReport {
        try await withTemporaryFolder { folder in
            let file = try await PluginCompiler.buildFixture(fixture, into: folder)
            var settings = CheckSettings.testing(seed: 5)
            // Long for what comes back on a busy machine, short for what never does.
            settings.callTime = fixture == "stubborn" ? .milliseconds(300) : .seconds(60)
            settings.checkTime = .seconds(240)
            settings.leakCalls = 3000
            settle(&settings)
            return try await PluginCheck(file: file, settings: settings).run()
        }
    }

    @Test(arguments: faults)
    private func `each fault is found by its check`(fault: Fault) async throws {
        let report = try await Self.results(of: fault.fixture) { $0.included = [fault.id] }
        let found = report.results.filter { fault.tool == nil || $0.tool == fault.tool }
        if fault.outcome == .passed, found.isEmpty { return }
        #expect(
            found.contains {
                $0.outcome == fault.outcome && (fault.detail.isEmpty || $0.detail.contains(fault.detail))
            },
            "\(PluginCheckReport.text(of: report.results))")
        #expect(report.isSound == !report.results.contains { $0.outcome.isFault })
        #expect(report.level == nil)
    }

    @Test func `a faulty call is made again by what the report prints`() async throws {
        let first = try await Self.results(of: "unfit") { $0.included = [.random] }
        let fault = try #require(first.results.first { $0.tool == "forgets_its_result" })
        let printed = try #require(fault.reproduction).description
        let again = try await Self.results(of: "unfit") { settings in
            settings.seed = 999
            settings.reproduction = try? Reproduction(parsing: printed)
        }
        #expect(again.results.count == 1)
        #expect(again.results.first?.detail == fault.detail)
        #expect(again.results.first?.reproduction?.description == printed)
    }

    @Test(arguments: [
        ("init_fails", CheckOutcome.failed, "did not start"),
        ("wrong_magic", .failed, "TH_MAGIC"),
    ])
    func `a plugin that does not start is not checked further`(
        fixture: String, outcome: CheckOutcome, detail: String
    ) async throws {
        let report = try await Self.results(of: fixture) { $0.included = [.start, .registration, .leaks] }
        #expect(report.results.first?.outcome == outcome)
        #expect(report.results.first?.detail.contains(detail) == true)
        #expect(report.results.dropFirst().allSatisfy { $0.outcome == .skipped })
        #expect(!report.isSound)
        #expect(report.level == nil)
    }

    @Test func `a refused tool is named with its fault`() async throws {
        let report = try await Self.results(of: "faulty_tools") { $0.included = [.registration] }
        #expect(report.results.count > 3)
        #expect(report.results.allSatisfy { $0.outcome == .failed && $0.tool != nil })
    }

    @Test(arguments: [
        (["-Wl,-z,execstack"], CheckOutcome.failed, "elf_executable_stack"),
        (["-fvisibility=default", "-DEXPORTS"], .warned, "elf_other_exports"),
        (["-Wl,-rpath,/nowhere"], .warned, "elf_run_path"),
    ])
    func `what is wrong with the file is found without running it`(
        flags: [String], outcome: CheckOutcome, code: String
    ) async throws {
        try await withTemporaryFolder { folder in
            let source = "int exported_by_accident(void) { return 1; }\n"
            try source.write(toFile: "\(folder)/more.c", atomically: true, encoding: .utf8)
            let file = try await PluginCompiler.buildFixture(
                "hello", into: folder,
                flags: flags + (flags.contains("-DEXPORTS") ? ["\(folder)/more.c"] : []))
            var settings = CheckSettings.testing(seed: 1)
            settings.included = [.file, .start]
            let report = try await PluginCheck(file: file, settings: settings).run()
            let found = report.results.filter { $0.id == .file && $0.detail.hasPrefix("\(code): ") }
            #expect(found.map(\.outcome) == [outcome], "\(PluginCheckReport.text(of: report.results))")
            #expect(found.first?.advice != nil)
        }
    }

    @Test(arguments: [("/nonexistent/a.so", "there is no such file"), ("/", "it is a folder")])
    func `what is no file is refused`(path: String, reason: String) {
        #expect(throws: AuthoringError.noFile(path: path, reason: reason)) {
            try PluginCheck(file: path, settings: .testing(seed: 1))
        }
    }
}
