// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import TestSupport
import Testing
import ToolModel

@testable import PluginRuntime

/// What `th.tools/1` does, wherever the plugin runs.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ToolListTests {
    private static let registered = ["again", "close", "contexts", "end", "fail", "open", "spoil"]

    private static func names(_ fixture: PluginFixture) -> [String] {
        fixture.host.registry.tools.map(\.definition.name).sorted()
    }

    /// A log, and what tells of each new list that it names: the host checks lists on a thread of its own.
    private static func changes() -> (RecordedLog, AsyncStream<Void>) {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(16))
        let log = RecordedLog { record in
            if record.message == "plugin tools replaced" { continuation.yield() }
        }
        return (log, stream)
    }

    @Test(arguments: [PluginIsolation.inProcess, .worker])
    func `tools come and go while the plugin runs`(home: PluginIsolation) async throws {
        let (log, changes) = Self.changes()
        try await PluginFixture.with("changing_tools", in: home, log: log) { fixture in
            #expect(Self.names(fixture) == Self.registered)
            #expect(try await fixture.call("open").text == "0")
            await changes.next
            #expect(Self.names(fixture) == (Self.registered + ["inside"]).sorted())
            #expect(try await fixture.call("inside").text == "within")
            #expect(fixture.host.registry.plugins.first?.tools.contains("inside") == true)

            let closed = try await fixture.call("close").text
            #expect(closed == "0")
            await changes.next
            #expect(Self.names(fixture) == Self.registered)
            #expect(await fixture.error(of: "inside")?.code == "unknown_tool")
            // The contexts of tools that are gone stay until the plugin ends: a call may still run.
            #expect(try await fixture.call("contexts").text == "1")
        }
    }

    @Test(arguments: [PluginIsolation.inProcess, .worker])
    func `a faulty tool of a new list is quarantined, the others are there`(
        home: PluginIsolation
    ) async throws {
        let (log, changes) = Self.changes()
        try await PluginFixture.with("changing_tools", in: home, log: log) { fixture in
            let text = try await fixture.call("spoil").text
            #expect(text == "0")
            await changes.next
            #expect(fixture.host.registry.quarantined.map(\.name) == ["bad name"])
            #expect(fixture.host.registry.quarantined.map(\.plugin) == ["changing"])
            #expect(Self.names(fixture) == Self.registered)
        }
    }

    @Test(arguments: [PluginIsolation.inProcess, .worker])
    func `a list that fails changes nothing, and gives its contexts back`(
        home: PluginIsolation
    ) async throws {
        try await PluginFixture.with("changing_tools", in: home) { fixture in
            let text = try await fixture.call("fail").text
            #expect(text == "-4")
            #expect(try await fixture.call("contexts").text == "0")
            #expect(Self.names(fixture) == Self.registered)
        }
    }

    @Test(arguments: [PluginIsolation.inProcess, .worker])
    func `a list within a list is refused`(home: PluginIsolation) async throws {
        try await PluginFixture.with("changing_tools", in: home) { fixture in
            let text = try await fixture.call("again").text
            #expect(text == "-5 0")
        }
    }

    @Test(arguments: [PluginIsolation.inProcess, .worker])
    func `a list that differs from what was approved is not taken`(home: PluginIsolation) async throws {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(16))
        let log = RecordedLog { record in
            if record.message == "plugin tools not taken" { continuation.yield() }
        }
        try await PluginFixture.with(
            "changing_tools", in: .worker,
            prepare: { plugins in
                try #"{"permissions": {"net": true}}"#.write(
                    toFile: "\(plugins)/changing_tools.plugin.json", atomically: true, encoding: .utf8)
            },
            settle: { settings in
                settings.trust = TrustSettings(
                    approvals: "\(settings.cacheFolder)/state/approvals.json", home: settings.cacheFolder)
            }
        ) { fixture async throws in
            let path = fixture.path("changing_tools.so")
            try await fixture.host.approve(fixture.host.examine(path))
            var settings = fixture.host.settings
            if home == .inProcess { settings.inProcess = ["changing_tools"] }
            let host = PluginHost(settings: settings, logger: log.logger)
            await host.load()
            #expect(host.registry.plugins.map(\.isolation) == [home])
            // It says so itself: the host takes no part in this.
            #expect(try await host.call("open", arguments: [:], id: "1").result.text == "0")
            await stream.next
            #expect(host.registry.tools.map(\.definition.name).sorted() == Self.registered)
            let record = log.records.first { $0.message == "plugin tools not taken" }
            #expect(record?.metadata["code"] == "plugin_not_approved")
            await host.shutdown()
        }
    }

    @Test func `a new process begins with the tools that it registers`() async throws {
        let (log, changes) = Self.changes()
        try await PluginFixture.with("changing_tools", in: .worker, log: log) { fixture in
            let opened = try await fixture.call("open").text
            #expect(opened == "0")
            await changes.next
            #expect(Self.names(fixture).contains("inside"))
            #expect(await fixture.error(of: "end")?.code == "plugin_crashed")
            #expect(try await fixture.call("contexts").text == "0")
            await changes.next
            #expect(Self.names(fixture) == Self.registered)
        }
    }
}

extension AsyncStream<Void> {
    /// Waits for the next element.
    fileprivate var next: Void {
        get async { for await _ in self { return } }
    }
}
