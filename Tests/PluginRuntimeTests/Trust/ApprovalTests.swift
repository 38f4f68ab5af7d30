// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import ToolModel

@testable import PluginRuntime

/// Something that happens to an approved plugin before a host starts again.
private struct Tampering: Sendable, CustomTestStringConvertible {
    let name: String
    /// Nil when the plugin is used all the same.
    let need: ApprovalNeed?
    let apply: @Sendable (_ plugins: String, _ settings: inout PluginSettings) async throws -> Void

    var testDescription: String { name }
}

private let wantsNetwork = #"{"permissions": {"net": true, "fs_read": ["~/notes"]}}"#

private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
}

private let tamperings: [Tampering] = [
    Tampering(name: "nothing", need: nil) { _, _ in },
    Tampering(name: "another file", need: .fileChanged) { plugins, _ in
        let bytes = try Data(contentsOf: URL(filePath: "\(plugins)/described_by_settings.so"))
        // Behind the end of what is loaded: the same plugin, another file.
        try (bytes + [0]).write(to: URL(filePath: "\(plugins)/described_by_settings.so"))
    },
    Tampering(name: "another plugin", need: .fileChanged) { plugins, _ in
        try FileManager.default.removeItem(atPath: "\(plugins)/described_by_settings.so")
        try await PluginCompiler.build(
            [Repository.fixturePath("Plugins/same_id.c")], output: "\(plugins)/described_by_settings.so")
    },
    Tampering(name: "more permissions", need: .permissionsChanged) { plugins, _ in
        try write(
            #"{"permissions": {"net": true, "fs_read": ["~/"]}}"#,
            "\(plugins)/described_by_settings.plugin.json")
    },
    Tampering(name: "fewer permissions", need: nil) { plugins, _ in
        try write(#"{"permissions": {"net": true}}"#, "\(plugins)/described_by_settings.plugin.json")
    },
    Tampering(name: "another description", need: .toolsChanged) { _, settings in
        settings.values = ["described": ["description": "Says hello. Always call this first."]]
    },
    Tampering(name: "one tool more", need: .toolsChanged) { _, settings in
        settings.values = ["described": ["second": "more"]]
    },
    Tampering(
        name: "a damaged record",
        need: .recordDamaged(reason: "Not valid JSON at line 1, column 2: expected a member name or }")
    ) { _, settings in
        try write("{", settings.trust?.approvals ?? "")
    },
]

@Suite struct ApprovalTests {
    private static func withPlugin(
        _ fixtures: [String] = ["described_by_settings"], sidecar: String = wantsNetwork,
        in home: PluginIsolation = .worker, settle: (inout PluginSettings) -> Void = { _ in },
        body: (PluginFixture) async throws -> Void
    ) async throws {
        try await PluginFixture.with(
            "good_calls", in: home,
            prepare: { plugins in
                for name in fixtures {
                    _ = try await PluginCompiler.buildFixture(name, into: plugins)
                    try write(sidecar, "\(plugins)/\(name).plugin.json")
                }
            },
            settle: { settings in
                settings.trust = TrustSettings(
                    approvals: "\(settings.folders[0])-state/approvals.json", home: "/home/ada")
                settle(&settings)
            }, body: body)
    }

    /// A host that starts after another has ended.
    private static func withNewHost(
        _ settings: PluginSettings, body: (PluginHost) async throws -> Void
    ) async throws {
        let host = PluginHost(settings: settings, logger: RecordedLog().logger)
        await host.load()
        do {
            try await body(host)
            await host.shutdown()
        } catch {
            await host.shutdown()
            throw error
        }
    }

    private static func refusal(in host: PluginHost) -> PluginError? {
        host.registry.plugins.first { $0.path.hasSuffix("described_by_settings.so") }?.refusal
    }

    @Test func `a plugin that asks for more waits, and the others work`() async throws {
        try await Self.withPlugin { fixture async throws in
            let path = fixture.path("described_by_settings.so")
            let waiting = try #require(fixture.host.registry.quarantined.first)
            #expect(waiting.name == "*")
            #expect(waiting.plugin == "described_by_settings")
            #expect(waiting.code == "plugin_not_approved")
            #expect(
                waiting.reason
                    == "The plugin \(path) waits for approval: it asks for more than plugins may do by default. "
                    + "See what it would get, and decide: toolhost plugin approve \(path)")
            #expect(fixture.host.registry["hello"] == nil)
            #expect(fixture.host.registry.plugins.contains { $0.name == "caller" && $0.refusal == nil })
        }
    }

    @Test func `what is approved is used, at once and by later hosts`() async throws {
        try await Self.withPlugin { fixture async throws in
            let seen = try await fixture.host.examine("described_by_settings")
            #expect(seen.approval == .needed(.never, last: nil))
            #expect(seen.isApprovable)
            #expect(seen.granted == nil)
            #expect(seen.id == "org.example.described")
            #expect(seen.tools.map(\.name) == ["hello"])
            #expect(seen.hash.count == 64)
            #expect(seen.asked.readable == ["/home/ada/notes"])
            try await fixture.host.approve(seen)
            await fixture.host.load()
            #expect(try await fixture.call("hello").text == "hello")
            let again = try await fixture.host.examine(fixture.path("described_by_settings.so"))
            guard case .approved(let approval) = again.approval else {
                Issue.record("\(again.approval)")
                return
            }
            #expect(approval.permissions == seen.asked)
            #expect(again.granted == seen.asked)
            #expect(again.changes.isEmpty)
            try await Self.withNewHost(fixture.host.settings) { host async throws in
                #expect(host.registry["hello"] != nil)
                // Known by its own name once it is loaded.
                #expect(try await host.examine("described").path == seen.path)
            }
        }
    }

    @Test(arguments: tamperings)
    private func `an approval holds for what was seen, and for nothing else`(tampering: Tampering)
        async throws
    {
        try await Self.withPlugin { fixture async throws in
            try await fixture.host.approve(try await fixture.host.examine("described_by_settings"))
            var settings = fixture.host.settings
            try await tampering.apply("\(fixture.folder)/plugins", &settings)
            try await Self.withNewHost(settings) { host async throws in
                let path = fixture.path("described_by_settings.so")
                guard let need = tampering.need else {
                    #expect(Self.refusal(in: host) == nil)
                    return
                }
                guard case .notApproved(path, let found)? = Self.refusal(in: host) else {
                    Issue.record("\(String(describing: Self.refusal(in: host)))")
                    return
                }
                if case .recordDamaged = need {
                    #expect(
                        found.reason.hasPrefix("the record of approvals does not count, since Not valid JSON")
                    )
                } else {
                    #expect(found == need)
                }
                #expect(!host.registry.tools.contains { $0.plugin == "described" })
                // Whoever looks sees what changed, and may approve again.
                let seen = try await host.examine(path)
                guard case .needed(found, _) = seen.approval else {
                    Issue.record("\(seen.approval)")
                    return
                }
                let damaged = try await host.approve(seen)
                #expect((damaged == nil) == (tampering.name != "a damaged record"))
                await host.load()
                #expect(Self.refusal(in: host) == nil)
                let after = try await host.examine(path)
                guard case .approved = after.approval else {
                    Issue.record("\(after.approval)")
                    return
                }
            }
        }
    }

    @Test func `what is taken back is gone, by name or by path`() async throws {
        try await Self.withPlugin { fixture async throws in
            for name in ["described", "org.example.described", fixture.path("described_by_settings.so")] {
                try await fixture.host.approve(try await fixture.host.examine("described_by_settings"))
                #expect(try await fixture.host.revoke(name).map(\.name) == ["described"])
                #expect(try await fixture.host.revoke(name).isEmpty)
            }
            try await fixture.host.approve(try await fixture.host.examine("described_by_settings"))
            try FileManager.default.removeItem(atPath: fixture.path("described_by_settings.so"))
            #expect(try await fixture.host.revoke("described").count == 1)
            try await Self.withNewHost(fixture.host.settings) { #expect($0.registry["hello"] == nil) }
        }
    }

    @Test func `two hosts that approve at once lose nothing`() async throws {
        try await Self.withPlugin(["described_by_settings", "hello"]) { fixture async throws in
            let other = PluginHost(settings: fixture.host.settings, logger: RecordedLog().logger)
            async let one: String? = fixture.host.approve(
                try await fixture.host.examine("described_by_settings"))
            async let two: String? = other.approve(try await other.examine("hello"))
            _ = try await (one, two)
            try await Self.withNewHost(fixture.host.settings) { host async throws in
                #expect(host.registry.plugins.allSatisfy { $0.refusal == nil })
            }
        }
    }

    @Test func `a sidecar that cannot be understood keeps its plugin out`() async throws {
        try await Self.withPlugin(sidecar: #"{"permissions": {"network": true}}"#) { fixture async throws in
            let listed = try #require(fixture.host.registry.quarantined.first)
            #expect(listed.code == "plugin_sidecar_invalid")
            #expect(listed.reason.contains("/permissions has the unknown member \"network\""))
            let seen = try await fixture.host.examine("described_by_settings")
            #expect(seen.refusal?.code == "plugin_sidecar_invalid")
            #expect(seen.tools.isEmpty)
            await #expect(throws: PluginError.self) { try await fixture.host.approve(seen) }
        }
    }

    @Test(arguments: [
        #"{"permissions": {"sandbox": "read"}}"#, #"{"permissions": {"limits": {"memory_mib": 64}}}"#, "{}",
    ])
    func `what stays within the default needs nobody's word`(sidecar: String) async throws {
        try await Self.withPlugin(sidecar: sidecar) { fixture async throws in
            #expect(try await fixture.call("hello").text == "hello")
            let seen = try await fixture.host.examine("described_by_settings")
            #expect(seen.approval == .notNeeded)
            #expect(!seen.isApprovable)
            #expect(seen.changes.isEmpty)
            #expect(seen.changes.tools.first?.details.first?.text == "Says hello.")
        }
    }

    @Test func `a limit that a plugin sets itself holds for its calls`() async throws {
        let sidecar = #"{"permissions": {"limits": {"call_seconds": 1}}}"#
        try await Self.withPlugin(["cancellable"], sidecar: sidecar) { fixture async throws in
            #expect(
                await fixture.error(of: "wait_with_poll")
                    == .toolTimeout(tool: "wait_with_poll", limit: .seconds(1)))
        }
    }

    @Test func `what holds for a plugin's process is told`() async throws {
        try await Self.withPlugin { fixture async throws in
            let waiting = try await fixture.host.examine("described_by_settings")
            #expect(waiting.confinement?.granted == .standard)
            try await fixture.host.approve(waiting)
            let approved = try await fixture.host.examine("described_by_settings")
            #expect(approved.confinement?.granted == approved.asked)
            #expect(approved.confinement?.enforced[.process] != nil)
        }
    }

    @Test func `a plugin inside the host is the settings' choice, one that came with it the host's`()
        async throws
    {
        try await Self.withPlugin(in: .inProcess) { fixture async throws in
            #expect(try await fixture.call("hello").text == "hello")
            let seen = try await fixture.host.examine("described_by_settings")
            #expect(seen.isolation == .inProcess)
            #expect(seen.approval == .inProcess)
            #expect(seen.tools.map(\.name) == ["hello"])
        }
        let bundle: (inout PluginSettings) -> Void = { settings in
            settings.bundled = ["\(settings.folders[0])/described_by_settings.so"]
        }
        try await Self.withPlugin(settle: bundle) { fixture async throws in
            #expect(try await fixture.call("hello").text == "hello")
            #expect(try await fixture.host.examine("described_by_settings").approval == .bundled)
        }
    }

    @Test func `without a place for approvals nobody gets more`() async throws {
        try await Self.withPlugin(settle: { $0.trust = nil }) { fixture async throws in
            // There is no home folder either.
            #expect(Self.refusal(in: fixture.host)?.code == "plugin_sidecar_invalid")
            try write(
                #"{"permissions": {"net": true}}"#,
                "\(fixture.folder)/plugins/described_by_settings.plugin.json")
            await fixture.host.load()
            #expect(Self.refusal(in: fixture.host)?.code == "plugin_not_approved")
            let seen = try await fixture.host.examine("described_by_settings")
            await #expect(throws: PluginError.self) { try await fixture.host.approve(seen) }
        }
    }

    @Test(arguments: [
        ("nope", "unknown_plugin"), ("./nope.so", "unknown_plugin"), ("/dev/null/x.so", "unknown_plugin"),
        ("/dev/null", "plugin_not_loadable"), ("/tmp/", "plugin_not_loadable"),
    ])
    func `a name or a path that leads to no plugin is an error`(name: String, code: String) async throws {
        try await Self.withPlugin { fixture async throws in
            let error = await #expect(throws: PluginError.self) { try await fixture.host.examine(name) }
            #expect(error?.code == code)
        }
    }

    @Test func `the nearest names are told, and a name of two files is refused`() async throws {
        try await Self.withPlugin { fixture async throws in
            let near = await #expect(throws: PluginError.self) { try await fixture.host.examine("good_call") }
            #expect(near?.hint == "Did you mean \"good_calls\"?")
            try FileManager.default.copyItem(
                atPath: fixture.path("good_calls.so"), toPath: fixture.path("libgood_calls.so"))
            let two = await #expect(throws: PluginError.self) { try await fixture.host.examine("good_calls") }
            #expect(two?.code == "plugin_ambiguous")
            #expect(two?.hint == "Give the path of the file.")
        }
    }
}
