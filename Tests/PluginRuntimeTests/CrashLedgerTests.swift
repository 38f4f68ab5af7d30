// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import JSON
import Logging
import TestSupport
import Testing
import ToolModel

@testable import PluginRuntime

@Suite(.timeLimit(.minutes(10))) struct CrashLedgerTests {
    private let start = ContinuousClock.now
    private let crash = WorkerEnd(signal: 11, status: 0, killed: nil)
    private let version = ContentHash(of: [1])
    private let other = ContentHash(of: [2])
    private let limits = PluginLimits(
        crashes: 3, crashWindow: .seconds(60), quarantine: .seconds(60), longestQuarantine: .seconds(200))

    @Test func `three crashes in a minute are too many, two or slower ones are not`() {
        let ledger = CrashLedger(limits: limits)
        for second in [0, 40, 80, 120] {
            #expect(ledger.note(crash, of: version, at: start + .seconds(second)) == nil)
        }
        #expect(ledger.quarantine(of: version, at: start + .seconds(120)) == nil)
        #expect(ledger.note(crash, of: version, at: start + .seconds(125)) == .seconds(60))
        #expect(
            ledger.quarantine(of: version, at: start + .seconds(126))?.quarantine.reason
                == "ended 3 times within 60 s; the last time, its process was ended by SIGSEGV")
    }

    @Test func `another version has a record of its own`() {
        let ledger = CrashLedger(limits: limits)
        for _ in 0..<3 { _ = ledger.note(crash, of: version, at: start) }
        #expect(ledger.quarantine(of: version, at: start) != nil)
        #expect(ledger.quarantine(of: other, at: start) == nil)
    }

    @Test func `after its time a version may start, and the next crash doubles the time, up to the longest`()
    {
        let ledger = CrashLedger(limits: limits)
        for _ in 0..<2 { _ = ledger.note(crash, of: version, at: start) }
        var now = start
        for expected in [60, 120, 200, 200] {
            #expect(ledger.note(crash, of: version, at: now) == .seconds(expected))
            #expect(ledger.quarantine(of: version, at: now + .seconds(expected - 1)) != nil)
            now += .seconds(expected + 1)
            #expect(ledger.quarantine(of: version, at: now) == nil)
        }
        // A quiet minute, and all is forgotten.
        now += .seconds(61)
        #expect(ledger.note(crash, of: version, at: now) == nil)
    }

    @Test func `a version that crashed too often is not started, a new one is`() async throws {
        try await PluginFixture.with(
            in: .worker, prepare: { try await VersionedPlugin.build("1", at: "\($0)/versioned.so") }
        ) { fixture async throws in
            let path = fixture.path("versioned.so")
            try FileManager.default.copyItem(atPath: path, toPath: "\(fixture.folder)/first.so")
            for _ in 0..<3 { #expect(await fixture.error(of: "crash")?.code == "plugin_crashed") }
            #expect(await fixture.error(of: "version")?.code == "tool_unavailable")
            try await fixture.watching {
                try await VersionedPlugin.install("2", at: path)
                try await fixture.version("2")
                #expect(try await fixture.call("version").text == "2")
                try VersionedPlugin.replace(path, by: "\(fixture.folder)/first.so")
                let registry = try await fixture.registry { !$0.quarantined.isEmpty }
                #expect(registry.quarantined.map(\.code) == ["plugin_quarantined"])
                #expect(try await fixture.call("version").text == "2")
            }
        }
    }

    @Test func `the operator's log has all of an end, the client a sentence`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with(
            in: .worker, prepare: { try await VersionedPlugin.build("1", at: "\($0)/versioned.so") }, log: log
        ) { fixture async throws in
            let error = try #require(await fixture.error(of: "crash"))
            let record = try #require(log.records.last { $0.message == "plugin process ended" })
            #expect(record.level == .error)
            let signal = try #require(record.metadata["signal"])
            #expect(["SIGILL", "SIGTRAP"].contains(signal))
            #expect(
                error.description
                    == "The plugin versioned ended while it ran \"crash\": its process was ended by \(signal)."
            )
            #expect(record.metadata["plugin.name"] == "versioned")
            #expect(record.metadata["plugin.path"] == fixture.path("versioned.so"))
            #expect(
                record.metadata["plugin.hash"] == fixture.host.registry.plugins[0].contentHash?.description)
            #expect(record.metadata["plugin.output"] == "version 1 meets its end")
        }
    }

    @Test func `of what a process prints the last lines are kept`() {
        var lines = LastLines()
        #expect(lines.text == nil)
        for number in 0..<100 { lines.append("line \(number)") }
        #expect(lines.lines == (80..<100).map { "line \($0)" })
        lines.append(String(repeating: "x", count: 10_000))
        #expect(lines.text == String(repeating: "x", count: LastLines.byteCount))
    }
}
