// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import PluginRuntime

/// What is in the file in which a plugin's identity is remembered.
private struct Memory: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// How often a process starts after it.
    let starts: Int
    let content: @Sendable (_ written: [UInt8]) -> [UInt8]
}

private let memories: [Memory] = [
    Memory(testDescription: "as it was written", starts: 1) { $0 },
    Memory(testDescription: "empty", starts: 2) { _ in [] },
    Memory(testDescription: "cut", starts: 2) { $0.dropLast() },
    Memory(testDescription: "no identity", starts: 2) { _ in [UInt8](repeating: 0xFF, count: 64) },
    // It is believed as far as which folders the process gets, and ends there.
    Memory(testDescription: "somebody else's", starts: 3) { _ in
        PluginIdentity(id: "org.example.other", name: "other", version: "1", license: nil, builtFor: 1)
            .payload
    },
]

@Suite(.timeLimit(.minutes(10))) struct IdentityMemoryTests {
    /// How many processes were started since this was asked last.
    private static func starts(in folder: String) throws -> Int {
        defer { unlink(WorkerSettings.notes(in: folder)) }
        return try WorkerSettings.started(in: folder).count
    }

    @Test(arguments: memories)
    private func `a plugin that was started before is started once`(memory: Memory) async throws {
        try await PluginFixture.with("hello", in: .worker) { fixture async throws in
            let version = try #require(fixture.host.registry.plugins.first?.contentHash)
            let path = "\(fixture.folder)/cache/.store/\(version).id"
            let written = [UInt8](try Data(contentsOf: URL(filePath: path)))
            #expect(try FileSystem.entry(at: path).mode == 0o400)
            try #require(chmod(path, 0o600) == 0)
            try Data(memory.content(written)).write(to: URL(filePath: path))

            #expect(try await Self.startsOfAnother(fixture) == memory.starts)
            #expect([UInt8](try Data(contentsOf: URL(filePath: path))) == written)
        }
    }

    @Test func `what others may write is not believed`() async throws {
        try await PluginFixture.with("hello", in: .worker) { fixture async throws in
            let store = "\(fixture.folder)/cache/.store"
            let version = try #require(fixture.host.registry.plugins.first?.contentHash)
            for path in ["\(store)/\(version).id", store] {
                #expect(try await Self.startsOfAnother(fixture) == 1)
                try #require(chmod(path, path == store ? 0o770 : 0o660) == 0)
                #expect(try await Self.startsOfAnother(fixture) == 2)
                try #require(chmod(path, 0o700) == 0)
            }
        }
    }

    @Test func `who is taken for a plugin that is there is asked`() async throws {
        try await PluginFixture.with("hello", "echoes", in: .worker) { fixture async throws in
            let plugins = fixture.host.registry.plugins
            let (first, second) = (try #require(plugins.first), try #require(plugins.last))
            let store = "\(fixture.folder)/cache/.store"
            let path = "\(store)/\(try #require(second.contentHash)).id"
            try #require(unlink(path) == 0)
            try FileManager.default.copyItem(
                atPath: "\(store)/\(try #require(first.contentHash)).id", toPath: path)
            // One for the first, and two for the one that is not who it was said to be.
            #expect(try await Self.startsOfAnother(fixture) >= 3)
            #expect(try await Self.startsOfAnother(fixture) == 2)
        }
    }

    /// How many processes another host starts for the same plugins.
    private static func startsOfAnother(_ fixture: PluginFixture) async throws -> Int {
        var settings = fixture.host.settings
        settings.worker = try .noting(in: fixture.folder)
        let host = PluginHost(settings: settings, logger: RecordedLog().logger)
        await host.load()
        #expect(host.registry.plugins.map(\.id) == fixture.host.registry.plugins.map(\.id))
        #expect(host.registry.quarantined.isEmpty, "\(host.registry.quarantined)")
        await host.shutdown()
        return try starts(in: fixture.folder)
    }

    @Test func `a manifest says who it is, so its library is loaded once`() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(
                atPath: "\(folder)/plugins", withIntermediateDirectories: true)
            try Data(
                #"{"library": "libm.so.6", "functions": [{"prototype": "double hypot(double x, double y)", "description": "The hypotenuse."}]}"#
                    .utf8
            ).write(to: URL(filePath: "\(folder)/plugins/math.plugin.json"))
            let host = PluginHost(
                settings: PluginSettings(
                    folders: ["\(folder)/plugins"], sandbox: "\(folder)/sandbox",
                    dataFolder: "\(folder)/data",
                    cacheFolder: "\(folder)/cache", worker: try .noting(in: folder)),
                logger: RecordedLog().logger)
            await host.load()
            #expect(host.registry.plugins.count == 1, "\(host.registry.quarantined)")
            await host.shutdown()
            #expect(try Self.starts(in: folder) == 1)
        }
    }
}
