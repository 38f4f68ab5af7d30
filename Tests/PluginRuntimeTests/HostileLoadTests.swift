// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import PluginRuntime
import TestSupport
import Testing
import ToolModel

/// A plugin that goes wrong before it has any tools, and the host's word on it.
private struct Start: Sendable, CustomTestStringConvertible {
    let fixture: String
    /// With `PATH` for the plugin's path.
    let message: String
    /// How long it may take; far from what a busy machine needs.
    var loadTime = Duration.seconds(120)

    static func ended(_ fixture: String, _ end: String) -> Start {
        Start(
            fixture: fixture,
            message: "The plugin PATH did not start: it did not survive it: its process \(end).")
    }

    var testDescription: String { fixture }
}

private let starts: [Start] = [
    .ended("load_constructor_crashes", "was ended by SIGSEGV"),
    .ended("load_constructor_exits", "ended with the status 0"),
    .ended("load_entry_crashes", "was ended by SIGSEGV"),
    .ended("init_crashes", "was ended by SIGSEGV"),
    Start(
        fixture: "load_constructor_loops", message: "The plugin PATH was not ready within 15 s.",
        loadTime: .seconds(15)),
]

@Suite(.timeLimit(.minutes(10))) struct HostileLoadTests {
    @Test(arguments: starts)
    private func `a plugin that does not survive its start is listed with how it ended, and others work`(
        start: Start
    ) async throws {
        try await PluginFixture.with(
            start.fixture, "hello", in: .worker, settle: { $0.limits.loadTime = start.loadTime }
        ) { fixture async throws in
            let path = fixture.path("\(start.fixture).so")
            let error = try #require(fixture.host.registry.plugins.first { $0.path == path }?.refusal)
            #expect(error.message == start.message.replacing("PATH", with: path))
            #expect(fixture.host.registry.tools.map(\.definition.name) == ["hello"])
            #expect(try await fixture.call("hello").text == "hello")
        }
    }

    @Test func `what a constructor prints stands in the log, and the plugin works`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with("load_constructor_prints", in: .worker, log: log) {
            fixture async throws in
            #expect(try await fixture.call("hello").text == "hello")
        }
        #expect(log.records.contains { $0.metadata["plugin.message"] == "a plugin says hello" })
    }

    @Test func `a plugin that does not come back from its end is ended`() async throws {
        try await PluginFixture.with(
            "shutdown_hangs", in: .worker, settle: { $0.limits.shutdownGrace = .milliseconds(50) }
        ) { fixture async throws in
            #expect(try await fixture.call("hello").text == "hello")
            await fixture.host.shutdown()
            #expect(await fixture.error(of: "hello") == .shuttingDown)
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a schema without an end ends all the same`(home: PluginIsolation) async throws {
        try await PluginFixture.with("schema_without_end", in: home) { fixture async throws in
            #expect(fixture.host.registry.quarantined.map(\.name) == ["cycle", "cycle_of_two"])
            #expect(fixture.host.registry.tools.map(\.definition.name) == ["pattern", "good"])
            let text = String(repeating: "a", count: 60) + "!"
            #expect(await fixture.error(of: "pattern", ["text": .string(text)])?.code == "invalid_arguments")
            #expect(try await fixture.call("good").text == "hello")
        }
    }
}
