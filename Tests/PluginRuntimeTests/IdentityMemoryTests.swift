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
    Memory(testDescription: "too long", starts: 2) { $0 + [UInt8](repeating: 0, count: 5000) },
    // It is believed as far as which folders the process gets, and ends there.
    Memory(testDescription: "somebody else's", starts: 3) { _ in
        PluginIdentity(id: "org.example.other", name: "other", version: "1", license: nil, builtFor: 1)
            .payload
    },
]

@Suite(.timeLimit(.minutes(10))) struct IdentityMemoryTests {
    /// A program in the place of the worker, which writes a line each time it starts and becomes the worker.
    private static func countingWorker(in folder: String) throws -> WorkerSettings {
        let program = "\(folder)/counting-worker"
        try Data("#!/bin/sh\necho start >> '\(folder)/starts'\nexec '\(BuiltProducts.worker)' \"$@\"\n".utf8)
            .write(to: URL(filePath: program))
        try #require(chmod(program, 0o755) == 0)
        var settings = WorkerSettings.ofThisBuild
        settings.executable = program
        return settings
    }

    private static func starts(in folder: String) throws -> Int {
        try String(contentsOfFile: "\(folder)/starts", encoding: .utf8).split(separator: "\n").count
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

            var settings = fixture.host.settings
            settings.worker = try Self.countingWorker(in: fixture.folder)
            let host = PluginHost(settings: settings, logger: RecordedLog().logger)
            await host.load()
            #expect(host.registry.plugins.map(\.id) == fixture.host.registry.plugins.map(\.id))
            #expect(host.registry.quarantined.isEmpty, "\(host.registry.quarantined)")
            await host.shutdown()
            #expect(try Self.starts(in: fixture.folder) == memory.starts)
            #expect([UInt8](try Data(contentsOf: URL(filePath: path))) == written)
        }
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
                    cacheFolder: "\(folder)/cache", worker: try Self.countingWorker(in: folder)),
                logger: RecordedLog().logger)
            await host.load()
            #expect(host.registry.plugins.count == 1, "\(host.registry.quarantined)")
            await host.shutdown()
            #expect(try Self.starts(in: folder) == 1)
        }
    }
}
