// SPDX-License-Identifier: Apache-2.0

import JSON
import PluginRuntime
import TestSupport
import Testing
import ToolModel

/// What a tool does to its process, and what its caller gets.
private struct Deed: Sendable, CustomTestStringConvertible {
    let tool: String
    let error: PluginError

    static func crash(_ tool: String, _ end: String) -> Deed {
        Deed(tool: tool, error: .pluginCrashed(tool: tool, plugin: "hostile", reason: end))
    }

    static func breach(_ tool: String, _ reason: String) -> Deed {
        Deed(tool: tool, error: .pluginProtocol(tool: tool, plugin: "hostile", reason: reason))
    }

    var testDescription: String { tool }
}

private let deeds: [Deed] = [
    .crash("segfault", "its process was ended by SIGSEGV"),
    .crash("aborts", "its process was ended by SIGABRT"),
    .crash("illegal", "its process was ended by SIGILL"),
    .crash("bus_error", "its process was ended by SIGBUS"),
    .crash("stack_overflow", "its process was ended by SIGSEGV"),
    .crash("jumps", "its process was ended by SIGSEGV"),
    .crash("exits", "its process ended with the status 0"),
    .crash("exits_at_once", "its process ended with the status 3"),
    .crash("kills_itself", "its process was ended by SIGKILL"),
    .crash("closes_all", "its process ended with the status 70"),
    .breach("forges_junk", "it sent something that is no frame"),
    .breach("forges_size", "it sent a frame of 4294967295 bytes, over the limit of 20971520"),
    .breach("forges_kind", "it sent a frame of the unknown kind 99"),
    .breach("forges_order", "it sent a frame of the kind ready that makes no sense"),
    .breach("forges_direction", "it sent a frame of the kind call that makes no sense"),
    .breach("forges_number", "it sent a frame of the kind reply that makes no sense"),
]

@Suite(.timeLimit(.minutes(10))) struct HostileCallTests {
    @Test func `whatever a tool does to its process has a name, and the next call works`() async throws {
        try await PluginFixture.with(
            "hostile_calls", "hello", in: .worker, settle: { $0.limits.crashes = deeds.count + 1 }
        ) { fixture async throws in
            for deed in deeds {
                let before = try await fixture.call("pid").text
                let error = await fixture.error(of: deed.tool)
                #expect(error == deed.error, "\(deed)")
                #expect(try await fixture.call("hello").text == "hello")
                #expect(try await fixture.call("pid").text != before, "\(deed)")
            }
        }
    }

    @Test func `what a tool does to the process that others can live with stays there`() async throws {
        try await PluginFixture.with("hostile_calls", in: .worker) { fixture async throws in
            let before = try await fixture.call("pid").text
            #expect(try await fixture.call("leaves_a_thread").text == "left")
            #expect(try await fixture.call("floods").text == "flooded")
            #expect(try await fixture.call("changes_signals").text == "changed")
            #expect(try await fixture.call("pid").text == before)
        }
    }

    @Test func `a flood of output is cut in the log and says so`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with("hostile_calls", in: .worker, log: log) { fixture async throws in
            #expect(try await fixture.call("floods").text == "flooded")
        }
        let lines = log.records.filter { $0.metadata["plugin.name"] == "hostile" }
        #expect(!lines.isEmpty)
        // As many a second as the limit says, and a burst: far from the 4096 that were written.
        #expect(lines.count < 2048)
    }

    @Test func `a call that does not come back is answered, and its process ended after the grace`()
        async throws
    {
        try await PluginFixture.with(
            "hostile_calls", in: .worker, settle: { $0.limits.cancelGrace = .milliseconds(50) }
        ) { fixture async throws in
            let before = try await fixture.call("pid").text
            #expect(
                await fixture.error(of: "loops") == .toolTimeout(tool: "loops", limit: .milliseconds(50)))
            var answer = await fixture.result(of: "pid")
            while case .failure(let error) = answer, error.code == "tool_unavailable" {
                await Task.yield()
                answer = await fixture.result(of: "pid")
            }
            #expect(try answer.get() != before)
        }
    }

    @Test func `a plugin that crashes over and over is left alone, others work`() async throws {
        try await PluginFixture.with("hostile_calls", "hello", in: .worker) { fixture async throws in
            for _ in 0..<3 { #expect(await fixture.error(of: "aborts")?.code == "plugin_crashed") }
            let error = try #require(await fixture.error(of: "pid"))
            #expect(
                error
                    == .toolUnavailable(
                        tool: "pid",
                        reason:
                            "its plugin's process ended 3 times within 60 s; the last time, its process was "
                            + "ended by SIGABRT"))
            #expect(try await fixture.call("hello").text == "hello")
        }
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
}
