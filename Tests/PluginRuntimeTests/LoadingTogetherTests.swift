// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import ToolModel

@testable import PluginRuntime

/// Several plugins that start in one pass, some of which hang.
@Suite(.timeLimit(.minutes(5))) struct LoadingTogetherTests {
    @Test func `a good plugin is used while one that hangs is still starting`() async throws {
        try await withHanging { fixture, loading async throws in
            try await fixture.registry { $0.names == ["hello"] }
            #expect(try await fixture.call("hello").text == "hello")
            #expect(!loading.isOver)
        }
    }

    @Test func `a plugin that comes while one hangs is used at once`() async throws {
        try await withHanging { fixture, loading async throws in
            try await fixture.registry { $0.names == ["hello"] }
            try await VersionedPlugin.install("1", at: fixture.path("versioned.so"))
            await fixture.host.load()
            try await fixture.version("1")
            #expect(try await fixture.call("version").text == "1")
            // And one that goes is gone.
            try FileManager.default.removeItem(atPath: fixture.path("hello.so"))
            await fixture.host.load()
            try await fixture.registry { $0["hello"] == nil }
            #expect(!loading.isOver)
        }
    }

    @Test func `a file that goes while its plugin starts leaves nothing`() async throws {
        try await withHanging { fixture, loading async throws in
            try FileManager.default.removeItem(atPath: fixture.path("a_hangs.so"))
            await fixture.host.load()
            try await fixture.registry { $0.names == ["hello"] }
            await fixture.host.shutdown()
            await loading.end()
            #expect(fixture.host.registry.plugins.count == 1)
        }
    }

    @Test func `no more start at a time than may`() async throws {
        try await withHanging(startingPlugins: 1) { fixture, loading async throws in
            let registries = fixture.host.registries()
            let release = await Self.release(in: fixture)
            defer { close(release) }
            for await registry in registries {
                // The one behind it has not been looked at before.
                #expect(registry["hello"] == nil || registry["too_late"] != nil)
                if registry["hello"] != nil { break }
            }
        }
    }

    @Test func `plugins that are ready soon after each other are offered together`() async throws {
        try await withHanging(gatherTime: .seconds(3600)) { fixture, loading async throws in
            let host = fixture.host
            let registries = host.registries()
            async let first = registries.first { !$0.plugins.isEmpty }
            let release = await Self.release(in: fixture)
            defer { close(release) }
            #expect(Set(try #require(await first).names) == ["hello", "too_late"])
            // Nor does anybody wait for the rest of that time.
            await loading.end()
        }
    }

    @Test(arguments: [0, 1000, 10_000, 100_000])
    func `a plugin that waits for others to be offered with ends with the host`(turns: Int) async throws {
        try await withHanging(gatherTime: .seconds(3600)) { fixture, loading async throws in
            // The one that does not hang begins to wait some turns after its start.
            while try WorkerSettings.started(in: fixture.folder).count < 2 { await Task.yield() }
            for _ in 0..<turns { await Task.yield() }
            await fixture.host.shutdown()
            for process in try WorkerSettings.started(in: fixture.folder) {
                #expect(kill(process, 0) != 0 && errno == ESRCH)
            }
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `of plugins with one id the first in order is used, however they start`(home: PluginIsolation)
        async throws
    {
        for _ in 0..<3 {
            try await PluginFixture.with(
                in: home,
                prepare: { plugins in
                    for name in ["a", "b", "c", "d"] {
                        try await VersionedPlugin.build(name, at: "\(plugins)/\(name).so")
                    }
                }
            ) { fixture async throws in
                let registry = fixture.host.registry
                #expect(registry.plugins.map(\.version) == ["a", "b", "c", "d"])
                #expect(
                    registry.plugins.map(\.refusal?.code)
                        == [nil] + Array(repeating: "plugin_duplicate_id", count: 3))
                #expect(try await fixture.call("version").text == "a")
                // The next in order takes its place when it goes, where it can.
                guard home == .worker else { return }
                try FileManager.default.removeItem(atPath: fixture.path("a.so"))
                await fixture.host.load()
                #expect(try await fixture.call("version").text == "b")
            }
        }
    }

    /// Lets the plugin go that hangs, once it does; the descriptor is the caller's.
    private static func release(in fixture: PluginFixture) async -> Int32 {
        var release: Int32 = -1
        while release < 0 {
            release = open(fixture.inSandbox("fifo"), O_WRONLY | O_NONBLOCK)
            await Task.yield()
        }
        return release
    }

    /// A host that is loading a plugin whose start does not end by itself, and a good one.
    private func withHanging(
        startingPlugins: Int = 2, gatherTime: Duration = .milliseconds(20),
        _ body: (PluginFixture, Loading) async throws -> Void
    ) async throws {
        try await PluginFixture.with(
            in: .worker,
            prepare: { plugins in
                let sandbox = "\(plugins)/../sandbox"
                try FileManager.default.createDirectory(atPath: sandbox, withIntermediateDirectories: false)
                try #require(mkfifo("\(sandbox)/fifo", 0o600) == 0)
                _ = try WorkerSettings.noting(in: "\(plugins)/..")
            },
            settle: { settings in
                // Longer than the test: nothing here waits for it.
                settings.limits.loadTime = .seconds(3600)
                settings.limits.shutdownGrace = .seconds(300)
                settings.limits.startingPlugins = startingPlugins
                settings.limits.gatherTime = gatherTime
                settings.worker?.executable = "\(settings.sandbox)/../noting-worker"
                settings.values = ["hanging": ["fifo": "\(settings.sandbox)/fifo"]]
            }
        ) { fixture async throws in
            try await PluginCompiler.build(
                [Repository.fixturePath("Plugins/init_hangs.c")], output: fixture.path("a_hangs.so"),
                flags: ["-D_DEFAULT_SOURCE"])
            _ = try await PluginCompiler.buildFixture("hello", into: "\(fixture.folder)/plugins")
            let loading = Loading(fixture.host)
            do {
                try await body(fixture, loading)
            } catch {
                await fixture.host.shutdown()
                await loading.end()
                throw error
            }
            // Ends what hangs, too.
            await fixture.host.shutdown()
            await loading.end()
        }
    }
}

/// A `load()` that is under way.
private final class Loading: Sendable {
    private let task: Task<Void, Never>
    private let over = Gate()

    init(_ host: PluginHost) {
        task = Task { [over] in
            await host.load()
            over.open()
        }
    }

    var isOver: Bool { over.isOpen }

    func end() async { await task.value }
}
