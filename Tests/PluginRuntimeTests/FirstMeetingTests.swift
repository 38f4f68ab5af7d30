// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import JSON
import TestSupport
import Testing
import ToolModel

@testable import PluginRuntime

/// A plugin that no host has met gets its folders before it has told its name.
@Suite(.timeLimit(.minutes(10))) struct FirstMeetingTests {
    private static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    private static func contains(_ folder: String, unclaimed: Bool) throws -> Bool {
        try names(in: folder).contains { $0.hasPrefix(".new-") } == unclaimed
    }

    @Test func `it is started once, and keeps what it has written so far`() async throws {
        try await PluginFixture.with(in: .worker) { fixture async throws in
            _ = try await PluginCompiler.buildFixture("temporary_files", into: fixture.path(""))
            try await Self.expectStarts(1, of: fixture)
            let folder = try FileSystem.absolute(fixture.folder)
            #expect(
                try Self.names(in: "\(folder)/data").filter { $0 != ".store" } == ["org.example.temporary"])
            #expect(
                try Self.names(in: "\(folder)/cache").filter { $0 != ".store" } == ["org.example.temporary"])
        }
    }

    @Test func `it gets the folders of its earlier version, which it has to be started again for`()
        async throws
    {
        try await PluginFixture.with(in: .worker) { fixture async throws in
            _ = try await PluginCompiler.buildFixture("temporary_files", into: fixture.path(""))
            let kept = "\(fixture.folder)/data/org.example.temporary/kept"
            try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
            try await Self.expectStarts(2, of: fixture)
            #expect(FileManager.default.fileExists(atPath: kept))
            while try !Self.contains("\(fixture.folder)/data", unclaimed: false)
                || !Self.contains("\(fixture.folder)/cache", unclaimed: false)
            {
                await Task.yield()
            }
        }
    }

    /// Loads the plugin in another host; its places must be those of its name, and what it prints be told once.
    private static func expectStarts(_ count: Int, of fixture: PluginFixture) async throws {
        let log = RecordedLog()
        var settings = fixture.host.settings
        settings.worker = try .noting(in: fixture.folder)
        let host = PluginHost(settings: settings, logger: log.logger)
        await host.load()
        #expect(host.registry.quarantined.isEmpty, "\(host.registry.quarantined)")
        let folder = try FileSystem.absolute(fixture.folder)
        let own = "\(folder)/cache/org.example.temporary"
        let places = try await host.call("places", arguments: [:], id: "call").result.text
        #expect(places == "\(own)\n\(own)\n\(folder)/data/org.example.temporary")
        #expect(try names(in: own) == ["called", "loaded", "started"])
        await host.shutdown()
        #expect(try WorkerSettings.started(in: fixture.folder).count == count)
        #expect(log.records.filter { $0.metadata["plugin.message"] == "loaded" }.count == 1)
    }

    @Test(arguments: ["load_constructor_crashes", "entry_null", "wrong_magic", "load_entry_crashes"])
    func `one that does not start leaves no folders`(fixture name: String) async throws {
        try await PluginFixture.with(name, in: .worker) { fixture async throws in
            #expect(fixture.host.registry.quarantined.count == 1)
            for parent in ["data", "cache"] {
                let folder = "\(fixture.folder)/\(parent)"
                while try !Self.contains(folder, unclaimed: false) { await Task.yield() }
                #expect(try Self.names(in: folder).filter { $0 != ".store" } == [])
            }
        }
    }

    @Test func `without a program for processes there are no folders`() async throws {
        try await PluginFixture.with(
            "hello", in: .worker, settle: { $0.worker = WorkerSettings(executable: "/no/worker") }
        ) { fixture async throws in
            #expect(fixture.host.registry.quarantined.map(\.code) == ["plugin_worker_unavailable"])
            #expect(try Self.names(in: "\(fixture.folder)/data") == [])
        }
    }

    @Test func `what was left behind long ago is removed, and nothing else`() async throws {
        try await withTemporaryFolder { folder in
            let settings = PluginSettings(
                sandbox: "\(folder)/sandbox", dataFolder: "\(folder)/data", cacheFolder: "\(folder)/cache")
            let left = try UnclaimedFolders(settings)
            let own = try PluginFolders(named: "org.example.own", settings: settings)
            try FileManager.default.createDirectory(
                atPath: "\(left.folders.data)/a/b", withIntermediateDirectories: true)
            for file in ["\(left.folders.data)/a/b/file", "\(left.folders.cache)/file", "\(own.data)/file"] {
                try Data("x".utf8).write(to: URL(filePath: file))
            }
            try FileManager.default.createSymbolicLink(
                atPath: "\(left.folders.data)/a/link", withDestinationPath: own.data)
            let file = "\(folder)/data/.new-file"
            try Data().write(to: URL(filePath: file))

            UnclaimedFolders.prune(settings, olderThan: .seconds(3600))
            #expect(FileManager.default.fileExists(atPath: "\(left.folders.data)/a/b/file"))

            UnclaimedFolders.prune(settings, olderThan: .seconds(-1))
            #expect(try Self.names(in: "\(folder)/data") == [".new-file", "org.example.own"])
            #expect(try Self.names(in: "\(folder)/cache") == ["org.example.own"])
            #expect(try Self.names(in: own.data) == ["file"])
        }
    }

    @Test func `what was left behind is removed however deep it is`() async throws {
        try await withTemporaryFolder { folder in
            let top = "\(folder)/top"
            try FileManager.default.createDirectory(atPath: top, withIntermediateDirectories: true)
            // Deeper than a path can be long, and than a thread's stack allows for a call a level.
            var inner = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            for _ in 0..<30_000 {
                try #require(mkdirat(inner, "d", 0o700) == 0)
                let next = openat(inner, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
                close(inner)
                inner = next
            }
            for name in ["moved-1", "moved-2", "file"] {
                let file = openat(inner, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
                try #require(file >= 0)
                close(file)
            }
            close(inner)
            try FileManager.default.createDirectory(
                atPath: "\(top)/moved-1/moved-2", withIntermediateDirectories: true)
            FileSystem.removeTree(at: top)
            #expect(!FileManager.default.fileExists(atPath: top))
        }
    }

    @Test func `one folder for both is claimed once`() async throws {
        try await withTemporaryFolder { folder in
            let settings = PluginSettings(
                sandbox: "\(folder)/sandbox", dataFolder: "\(folder)/own", cacheFolder: "\(folder)/own")
            let claimed = try #require(try UnclaimedFolders(settings).claim(for: "org.example.one"))
            #expect(claimed == (try PluginFolders(named: "org.example.one", settings: settings)))
        }
    }

    @Test func `folders are claimed once, and only under a name that is free`() async throws {
        try await withTemporaryFolder { folder in
            let settings = PluginSettings(
                sandbox: "\(folder)/sandbox", dataFolder: "\(folder)/data", cacheFolder: "\(folder)/cache")
            let (first, second) = (try UnclaimedFolders(settings), try UnclaimedFolders(settings))
            let claimed = try #require(first.claim(for: "org.example.one"))
            #expect(claimed == (try PluginFolders(named: "org.example.one", settings: settings)))
            #expect(first.claim(for: "org.example.one") == nil)
            #expect(second.claim(for: "org.example.one") == nil)
            #expect(second.claim(for: "org.example.two") != nil)
        }
    }
}
