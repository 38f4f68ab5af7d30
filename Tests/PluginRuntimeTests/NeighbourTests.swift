// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import TestSupport
import Testing
import ToolModel

@testable import PluginRuntime

/// Something that happens to what a plugin brings along.
private struct Exchange: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What its tool gives afterwards.
    let value: String
    let apply: @Sendable (_ plugins: String) async throws -> Void
}

private let exchanges: [Exchange] = [
    Exchange(testDescription: "the library that it needs", value: "73") { plugins in
        try await BringsAlong.buildAlong(7, in: plugins)
    },
    Exchange(testDescription: "the library that this one needs", value: "18") { plugins in
        try await BringsAlong.buildDeeper(8, in: plugins)
    },
]

/// A plugin `brings_along.so`, which needs `libalong.so.1` beside it, which needs `lib/libdeeper.so`.
private enum BringsAlong {
    private static let source = Repository.fixturePath("Libraries/along.c")

    static func build(in plugins: String) async throws {
        try FileManager.default.createDirectory(
            atPath: "\(plugins)/lib", withIntermediateDirectories: true)
        try await buildDeeper(3, in: plugins)
        try await buildAlong(1, in: plugins)
        _ = try await PluginCompiler.buildFixture(
            "brings_along", into: plugins, flags: ["\(plugins)/libalong.so.1", "-Wl,-rpath,$ORIGIN"])
    }

    /// Puts the library into place in one step, as whoever exchanges it must.
    static func buildDeeper(_ value: Int, in plugins: String) async throws {
        try await build(
            "\(plugins)/lib/libdeeper.so",
            flags: ["-DDEEPER", "-DVALUE=\(value)", "-Wl,-soname,libdeeper.so"])
    }

    static func buildAlong(_ value: Int, in plugins: String) async throws {
        try await build(
            "\(plugins)/libalong.so.1",
            flags: [
                "-DVALUE=\(value)", "-Wl,-soname,libalong.so.1", "\(plugins)/lib/libdeeper.so",
                "-Wl,-rpath,$ORIGIN/lib",
            ])
    }

    private static func build(_ path: String, flags: [String]) async throws {
        try await PluginCompiler.build([source], output: "\(path).new", flags: flags)
        try #require(rename("\(path).new", path) == 0)
    }
}

@Suite(.timeLimit(.minutes(5))) struct NeighbourTests {
    @Test func `a plugin without libraries of its own keeps the hash of its file`() async throws {
        try await PluginFixture.with("hello", in: .worker) { fixture async throws in
            let path = fixture.path("hello.so")
            let hash = ContentHash(of: Array(try Data(contentsOf: URL(filePath: path))))
            #expect(try PluginTrust.hash(of: path) == hash.description)
            #expect(fixture.host.registry.plugins.map(\.contentHash) == [hash])
        }
    }

    @Test func `what a plugin brings along is found, however deep, and can be read; nothing else beside it`()
        async throws
    {
        try await PluginFixture.with(
            "hello", in: .worker, prepare: { try await BringsAlong.build(in: $0) }
        ) { fixture async throws in
            #expect(fixture.host.registry.quarantined == [])
            #expect(try await fixture.call("value").text == "13")
            let found = try PluginNeighbours(of: fixture.path("brings_along.so"))
            #expect(found.libraries.map(\.name) == ["/lib/libdeeper.so", "/libalong.so.1"])
            #expect(found.libraries.map(\.path) == ["lib/libdeeper.so", "libalong.so.1"].map(fixture.path))
            let plugin = try #require(fixture.host.registry.plugins.first { $0.name == "along" })
            #expect(
                try PluginTrust.hash(of: fixture.path("brings_along.so")) == plugin.contentHash?.description)
            for path in found.libraries.map(\.path) {
                #expect(try await fixture.call("reads", ["path": .string(path)]).text == "yes")
            }
            // Where the kernel confines nothing, everything can be read.
            guard plugin.confinement?.enforced[.files] != nil else { return }
            #expect(
                try await fixture.call("reads", ["path": .string(fixture.path("hello.so"))]).text == "EACCES")
        }
    }

    @Test(arguments: exchanges)
    fileprivate func `an approval does not hold for another library that comes with the plugin`(
        exchange: Exchange
    ) async throws {
        try await withAsking { fixture async throws in
            let path = fixture.path("brings_along.so")
            try await fixture.host.approve(fixture.host.examine(path))
            await fixture.host.load()
            #expect(try await fixture.call("value").text == "13")
            try await exchange.apply("\(fixture.folder)/plugins")
            try await fixture.withNewHost { host async throws in
                #expect(
                    host.registry.plugins.map(\.refusal) == [.notApproved(path: path, need: .fileChanged)])
                // Approved anew, it is used; and the first one is, when it comes back.
                try await host.approve(host.examine(path))
                await host.load()
                let value = try await host.call("value", arguments: [:], id: "1").result.text
                #expect(value == exchange.value)
            }
            try await BringsAlong.build(in: "\(fixture.folder)/plugins")
            try await fixture.withNewHost { host async throws in
                #expect(host.registry.plugins.map(\.refusal) == [nil])
                #expect(try await host.call("value", arguments: [:], id: "1").result.text == "13")
            }
        }
    }

    @Test(arguments: exchanges)
    fileprivate func `another library is another version, which takes over`(exchange: Exchange) async throws {
        try await PluginFixture.with(
            in: .worker, prepare: { try await BringsAlong.build(in: $0) }
        ) { fixture async throws in
            let first = fixture.host.registry.plugins.first?.contentHash
            #expect(try await fixture.call("value").text == "13")
            try await exchange.apply("\(fixture.folder)/plugins")
            await fixture.host.load()
            #expect(fixture.host.registry.quarantined == [])
            #expect(fixture.host.registry.plugins.first?.contentHash != first)
            #expect(try await fixture.call("value").text == exchange.value)
        }
    }

    @Test func `a host that watches sees another library by itself`() async throws {
        try await PluginFixture.with(
            in: .worker, prepare: { try await BringsAlong.build(in: $0) }
        ) { fixture async throws in
            let first = fixture.host.registry.plugins.first?.contentHash
            try await fixture.watching {
                try await BringsAlong.buildAlong(7, in: "\(fixture.folder)/plugins")
                try await fixture.registry { $0.plugins.first?.contentHash != first }
                #expect(try await fixture.call("value").text == "73")
            }
        }
    }

    @Test func `a process is not started with another library than was looked at`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with(
            in: .worker, prepare: { try await BringsAlong.build(in: $0) },
            settle: { $0.limits.workerIdle = .milliseconds(1) }, log: log
        ) { fixture async throws in
            try await BringsAlong.buildDeeper(8, in: "\(fixture.folder)/plugins")
            // The process that there was may answer still.
            while await fixture.error(of: "value")?.code != "tool_unavailable" {}
            #expect(
                log.records.last { $0.message == "plugin did not start again" }?.metadata["reason"]?.contains(
                    "it is not the version any more") == true)
        }
    }

    @Test func `a library that others may write to is not used, until it is mended`() async throws {
        try await PluginFixture.with(
            in: .worker,
            prepare: { plugins in
                try await BringsAlong.build(in: plugins)
                try #require(chmod("\(plugins)/libalong.so.1", 0o666) == 0)
            }
        ) { fixture async throws in
            let library = fixture.path("libalong.so.1")
            #expect(
                fixture.host.registry.plugins.map(\.refusal) == [
                    .notLoadable(
                        path: fixture.path("brings_along.so"),
                        reason:
                            "the library \(library) that it brings along is not used, since everybody may write to it",
                        hint: "Run: chmod o-w \(library.quotedForShell)")
                ])
            try #require(chmod(library, 0o644) == 0)
            await fixture.host.load()
            #expect(try await fixture.call("value").text == "13")
        }
    }

    @Test(arguments: [NeighbourLimits(count: 1), NeighbourLimits(bytes: 1)])
    func `a plugin that brings too much along is refused`(limits: NeighbourLimits) async throws {
        try await withTemporaryFolder { folder in
            let plugins = try FileSystem.absolute(folder)
            try await BringsAlong.build(in: plugins)
            #expect(
                throws: PluginError.notLoadable(
                    path: "\(plugins)/brings_along.so",
                    reason: "it brings more than \(limits.count) libraries or \(limits.bytes >> 20) MiB along"
                )
            ) { try PluginNeighbours(of: "\(plugins)/brings_along.so", limits: limits) }
        }
    }

    /// A plugin that asks for the network, and so for an approval.
    private func withAsking(_ body: (PluginFixture) async throws -> Void) async throws {
        try await PluginFixture.with(
            in: .worker,
            prepare: { plugins in
                try await BringsAlong.build(in: plugins)
                try #"{"permissions": {"net": true}}"#.write(
                    toFile: "\(plugins)/brings_along.plugin.json", atomically: true, encoding: .utf8)
            },
            settle: { settings in
                settings.trust = TrustSettings(
                    approvals: "\(settings.cacheFolder)/state/approvals.json", home: settings.cacheFolder)
            }, body: body)
    }
}

extension PluginFixture {
    /// A host that starts on the same folders.
    fileprivate func withNewHost(_ body: (PluginHost) async throws -> Void) async throws {
        let other = PluginHost(settings: host.settings, logger: RecordedLog().logger)
        await other.load()
        do {
            try await body(other)
            await other.shutdown()
        } catch {
            await other.shutdown()
            throw error
        }
    }
}
