// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import TestSupport
import Testing
import ToolModel

@testable import PluginRuntime

@Suite(.timeLimit(.minutes(5))) struct QuarantineTests {
    @Test func `a plugin that crashed too often is listed with the reason, and its tools are not offered`()
        async throws
    {
        try await withCrashing { fixture async throws in
            let offered = fixture.host.registry.tools.map(\.definition.name)
            #expect(offered.contains("version"))
            for _ in 0..<3 { #expect(await fixture.error(of: "crash")?.code == "plugin_crashed") }
            let registry = try await fixture.registry { !$0.quarantined.isEmpty }
            #expect(registry.tools.isEmpty)
            #expect(registry.quarantined.map(\.name) == offered)
            let listed = try #require(registry.quarantined.first)
            #expect(listed.plugin == "versioned")
            #expect(listed.code == "plugin_quarantined")
            let until = try #require(listed.until)
            let end = try Date(until, strategy: .iso8601)
            #expect(end > .now && end < .now + 3700)
            let path = fixture.path("versioned.so")
            #expect(
                listed.reason.hasPrefix(
                    "The plugin \(path) is left alone until \(until): its process ended 3 times within 3600 s; "
                ))
            #expect(registry.plugins.map(\.refusal?.code) == ["plugin_quarantined"])
            // Whoever calls one by its name all the same is told so, and when to come back.
            let error = try #require(await fixture.error(of: "version"))
            #expect(error.code == "tool_unavailable")
            #expect(error.message.contains("it is left alone until \(until)"))
        }
    }

    @Test func `when its time is over its tools are offered again`() async throws {
        try await withCrashing(quarantine: .seconds(1)) { fixture async throws in
            let offered = fixture.host.registry.names
            for _ in 0..<3 { #expect(await fixture.error(of: "crash")?.code == "plugin_crashed") }
            // On a slow machine it is over before anybody looks.
            try await fixture.registry { $0.names == offered && $0.quarantined.isEmpty }
            #expect(try await fixture.call("version").text == "1")
        }
    }

    @Test func `a new version is taken at once`() async throws {
        try await withCrashing { fixture async throws in
            for _ in 0..<3 { _ = await fixture.error(of: "crash") }
            _ = try await fixture.registry { !$0.quarantined.isEmpty }
            try await VersionedPlugin.install("2", at: fixture.path("versioned.so"))
            await fixture.host.load()
            #expect(fixture.host.registry.quarantined.isEmpty)
            #expect(try await fixture.call("version").text == "2")
        }
    }

    @Test func `other programs of the user see what a host leaves alone, as long as it runs`() async throws {
        try await withCrashing { fixture async throws in
            var settings = fixture.host.settings
            settings.folders = []
            let other = PluginHost(settings: settings, logger: fixture.host.logger)
            #expect(await other.recordedQuarantines() == [])
            for _ in 0..<3 { _ = await fixture.error(of: "crash") }
            var found: [RecordedQuarantine] = []
            while found.isEmpty { found = await other.recordedQuarantines() }
            #expect(found.map(\.path) == [fixture.path("versioned.so")])
            #expect(found.map(\.name) == ["versioned"])
            #expect(found.map(\.host) == [getpid()])
            #expect(found.map(\.error) == fixture.host.registry.plugins.compactMap(\.refusal))
            await fixture.host.shutdown()
            #expect(await other.recordedQuarantines() == [])
        }
    }

    @Test func `what a killed host has left behind does not count`() async throws {
        try await withTemporaryFolder { folder in
            let record = #"{"plugins":[{"path":"/a.so","name":"a","hash":null,"reason":"r","until":"u"}]}"#
            // This process, at a start that it never had; and names and contents that no host writes.
            for (name, text) in [
                ("\(getpid())-1-1.json", record), ("0-0-0.json", record), ("x.json", record),
                ("1.json", "{"),
            ] {
                try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            }
            #expect(QuarantineFile.all(in: folder) == [])
        }
    }

    private func withCrashing(
        quarantine: Duration = .seconds(3600), _ body: (PluginFixture) async throws -> Void
    ) async throws {
        try await PluginFixture.with(
            in: .worker, prepare: { try await VersionedPlugin.build("1", at: "\($0)/versioned.so") },
            settle: { settings in
                // However slow the machine is, three crashes count together.
                settings.limits.crashWindow = .seconds(3600)
                settings.limits.quarantine = quarantine
                settings.limits.longestQuarantine = quarantine
                settings.trust = TrustSettings(
                    approvals: "\(settings.cacheFolder)/state/approvals.json", home: settings.cacheFolder)
            }, body: body)
    }
}
