// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import PluginRuntime
import Synchronization
import TestSupport
import Testing
import ToolModel

/// A plugin whose tool `misdeed` does one thing that no tool should, and what comes of it.
private struct Misdeed: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable {
        /// The caller gets this error, and the plugin a new process.
        case process(PluginError)
        /// The caller gets this text, and the process goes on.
        case answer(String)
    }

    let fixture: String
    let outcome: Outcome

    static func crash(_ fixture: String, _ end: String) -> Misdeed {
        Misdeed(
            fixture: fixture,
            outcome: .process(.pluginCrashed(tool: "misdeed", plugin: "hostile", reason: end)))
    }

    static func breach(_ fixture: String, _ reason: String) -> Misdeed {
        Misdeed(
            fixture: fixture,
            outcome: .process(.pluginProtocol(tool: "misdeed", plugin: "hostile", reason: reason)))
    }

    static func overrun(_ fixture: String) -> Misdeed {
        Misdeed(
            fixture: fixture, outcome: .process(.toolTimeout(tool: "misdeed", limit: .milliseconds(50))))
    }

    static func harmless(_ fixture: String, _ text: String = "done") -> Misdeed {
        Misdeed(fixture: fixture, outcome: .answer(text))
    }

    var testDescription: String { fixture }

    /// What its compiler makes of a trap: an instruction that is none, or a breakpoint.
    #if arch(x86_64)
        static let trap = "its process was ended by SIGILL"
    #else
        static let trap = "its process was ended by SIGTRAP"
    #endif
}

private let misdeeds: [Misdeed] = [
    .crash("call_segfault", "its process was ended by SIGSEGV"),
    .crash("call_abort", "its process was ended by SIGABRT"),
    .crash("call_throws", "its process was ended by SIGABRT"),
    .crash("call_illegal_instruction", Misdeed.trap),
    .crash("call_bus_error", "its process was ended by SIGBUS"),
    .crash("call_stack_overflow", "its process was ended by SIGSEGV"),
    .crash("call_longjmp", "its process was ended by SIGSEGV"),
    .crash("call_exit", "its process ended with the status 0"),
    .crash("call_exit_at_once", "its process ended with the status 3"),
    .crash("call_kills_itself", "its process was ended by SIGKILL"),
    .crash("call_closes_descriptors", "its process ended with the status 70"),
    .crash("call_no_descriptor_left", "its process ended with the status 72"),
    .breach("call_forges_junk", "it sent something that is no frame"),
    .breach("call_forges_size", "it sent a frame of 4294967295 bytes, over the limit of 20971520"),
    .breach("call_forges_kind", "it sent a frame of the unknown kind 99"),
    .breach("call_forges_order", "it sent a frame of the kind ready that makes no sense"),
    .breach("call_forges_direction", "it sent a frame of the kind call that makes no sense"),
    .breach("call_forges_number", "it sent a frame of the kind reply that makes no sense"),
    .breach("call_forges_short", "it sent a frame that is not as long as it says"),
    .breach(
        "call_forges_memory", "it sent a frame of 100000 bytes with the wrong number of descriptors"),
    .breach("call_sends_unsealed_memory", "it sent a descriptor that is no sealed memory"),
    .breach("call_sends_descriptors", "it sent a frame of 0 bytes with the wrong number of descriptors"),
    .overrun("call_ignores_cancel"),
    .overrun("call_blocked"),
    .overrun("call_stops_itself"),
    .overrun("call_thread_exits"),
    .harmless("call_opens_descriptors"),
    .harmless("call_leaves_a_thread"),
    .harmless("call_late_thread"),
    .harmless("call_prints"),
    .harmless("call_floods"),
    .harmless("call_changes_signals"),
    .harmless("call_changes_surroundings"),
    .harmless("call_forges_progress"),
]

/// One after the other: each keeps the machine busy with the calls that are to be answered meanwhile.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HostileCallTests {
    @Test(arguments: misdeeds)
    private func `whatever a tool does has one outcome, others answer throughout, and the next call works`(
        misdeed: Misdeed
    ) async throws {
        try await withHostile(misdeed.fixture) { fixture async throws in
            let isOver = Gate()
            async let siblings = fixture.callsOfSibling(until: isOver)
            let before = try await fixture.call("pid").text
            let outcome = await fixture.result(of: "misdeed")
            let after = await fixture.resultOfNextCall(of: "pid")
            isOver.open()
            switch misdeed.outcome {
            case .process(let error):
                #expect(outcome == .failure(error))
                #expect(try after.get() != before)
            case .answer(let text):
                #expect(outcome == .success(text))
                #expect(try after.get() == before)
            }
            #expect(await siblings > 0)
            #expect(try await fixture.call("hello").text == "hello")
        }
    }

    @Test func `a flood of output is cut in the log and says so`() async throws {
        let log = RecordedLog()
        try await withHostile("call_floods", log: log) { fixture async throws in
            #expect(try await fixture.call("misdeed").text == "done")
        }
        let lines = log.records.filter { $0.metadata["plugin.name"] == "hostile" }
        #expect(!lines.isEmpty)
        // As many a second as the limit says, and a burst: far from the 4096 that were written.
        #expect(lines.count < 2048)
    }

    @Test func `what a tool prints comes into the log as text`() async throws {
        let log = RecordedLog()
        try await withHostile("call_prints", log: log) { fixture async throws in
            #expect(try await fixture.call("misdeed").text == "done")
        }
        #expect(
            log.records.compactMap { $0.metadata["plugin.message"] }
                == ["\u{FFFD}\u{FFFD}\u{FFFD}[2J{\"jsonrpc\":\"2.0\"}"])
    }

    @Test func `a flood of forged progress reaches the caller in a measure that it can bear`() async throws {
        let count = Atomic(0)
        try await withHostile("call_forges_progress") { fixture async throws in
            for _ in 0..<4 {
                let text = try await fixture.call("misdeed") { _ in count.add(1, ordering: .relaxed) }.text
                #expect(text == "done")
            }
        }
        // Some thousand a second at the most, of the 400 000 that were sent.
        #expect(count.load(ordering: .relaxed) < 100_000)
    }

    @Test func `forged replies end the process, and no caller has two answers`() async throws {
        try await withHostile("call_forges_replies") { fixture async throws in
            #expect(
                await fixture.error(of: "misdeed")
                    == .pluginProtocol(
                        tool: "misdeed", plugin: "hostile", reason: "its reply cannot be read"))
            #expect(try await !fixture.call("pid").text.isEmpty)
        }
    }

    @Test func `a plugin that crashes over and over is left alone, others work`() async throws {
        try await withHostile("call_abort") { fixture async throws in
            for _ in 0..<3 { #expect(await fixture.error(of: "misdeed")?.code == "plugin_crashed") }
            let error = try #require(await fixture.error(of: "pid"))
            let until = try #require(fixture.host.registry.quarantined.first?.until)
            #expect(
                error
                    == .toolUnavailable(
                        tool: "pid",
                        reason:
                            "it is left alone until \(until), since its plugin's process ended 3 times within 60 s; "
                            + "the last time, its process was ended by SIGABRT"))
            #expect(try await fixture.call("hello").text == "hello")
        }
    }

    /// A host with the plugin and a well-behaved one beside it.
    private func withHostile(
        _ name: String, log: RecordedLog = RecordedLog(), body: (PluginFixture) async throws -> Void
    ) async throws {
        try await PluginFixture.with(
            "hello", in: .worker,
            prepare: { plugins in
                let cxx = Repository.fixturePath("Plugins/\(name).cpp")
                if FileManager.default.fileExists(atPath: cxx) {
                    try await PluginCompiler.build(
                        [cxx], output: "\(plugins)/\(name).so", language: .cxx17,
                        flags: ["-D_DEFAULT_SOURCE"])
                } else {
                    _ = try await PluginCompiler.buildFixture(name, into: plugins)
                }
            }, settle: { $0.limits.cancelGrace = .milliseconds(50) }, log: log, body: body)
    }
}

extension PluginFixture {
    /// The text of a call, or its error.
    fileprivate func result(of tool: String) async -> Result<String, PluginError> {
        do {
            return .success(try await call(tool).text)
        } catch {
            return .failure(error as? PluginError ?? .shuttingDown)
        }
    }

    /// The same of the first call that is not turned away because the process is being ended.
    fileprivate func resultOfNextCall(of tool: String) async -> Result<String, PluginError> {
        while true {
            let result = await result(of: tool)
            guard case .failure(let error) = result, error.code == "tool_unavailable" else { return result }
            await Task.yield()
        }
    }

    /// Calls the other plugin's tool until `isOver` says so, and counts; each call must have its answer.
    fileprivate func callsOfSibling(until isOver: Gate) async -> Int {
        var count = 0
        repeat {
            let result = await result(of: "hello")
            #expect(result == .success("hello"))
            count += 1
        } while !isOver.isOpen
        return count
    }
}
