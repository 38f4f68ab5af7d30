// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import JSON
import Logging
import PluginRuntime
import TestSupport
import Testing
import ToolModel

/// Plugin files that come, change and go while the host runs.
@Suite(.timeLimit(.minutes(10))) struct HotReloadTests {
    @Test func `a file that is put into the folder has its tools there at once`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with("hello", in: .worker, log: log) { fixture async throws in
            try await fixture.watching {
                try await VersionedPlugin.install("1", at: fixture.path("versioned.so"))
                try await fixture.version("1")
                #expect(try await fixture.call("version").text == "1")
                #expect(try await fixture.call("hello").text == "hello")
            }
        }
        let added = log.records.filter { $0.message == "plugin added" }
        #expect(added.map { $0.metadata["plugin.name"] } == ["versioned"])
    }

    @Test func `a folder that comes later, goes and comes again is followed`() async throws {
        try await PluginFixture.with(
            in: .worker, settle: { settings in settings.folders = ["\(settings.folders[0])/deep/down"] }
        ) { fixture async throws in
            let folder = fixture.path("deep/down")
            try await fixture.watching {
                for version in ["1", "2"] {
                    try FileManager.default.createDirectory(
                        atPath: folder, withIntermediateDirectories: true)
                    try await VersionedPlugin.install(version, at: "\(folder)/versioned.so")
                    try await fixture.version(version)
                    #expect(try await fixture.call("version").text == version)
                    try FileManager.default.moveItem(
                        atPath: fixture.path("deep"), toPath: fixture.path("away\(version)"))
                    try await fixture.registry { $0.tools.isEmpty }
                }
            }
        }
    }

    @Test func `a link to the folder that is turned to another one brings what is there`() async throws {
        try await PluginFixture.with(
            in: .worker, settle: { settings in settings.folders = ["\(settings.folders[0])/current"] }
        ) { fixture async throws in
            for version in ["1", "2"] {
                let folder = fixture.path("v\(version)")
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try await VersionedPlugin.build(version, at: "\(folder)/versioned.so")
            }
            try await fixture.watching {
                for version in ["1", "2", "1"] {
                    #expect(symlink("v\(version)", fixture.path("next")) == 0)
                    #expect(rename(fixture.path("next"), fixture.path("current")) == 0)
                    try await fixture.version(version)
                    #expect(try await fixture.call("version").text == version)
                }
            }
        }
    }

    @Test func `under many callers each call is answered once, by the old version or the new`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with(
            in: .worker,
            prepare: { try await VersionedPlugin.build("1", at: "\($0)/versioned.so") }, log: log
        ) { fixture async throws in
            let isOver = Gate()
            try await fixture.watching {
                try await withThrowingTaskGroup(of: [String].self) { group in
                    for _ in 0..<16 { group.addTask { try await fixture.versions(until: isOver) } }
                    for version in ["2", "3", "4"] {
                        try await VersionedPlugin.install(
                            version, at: fixture.path("versioned.so"), hasMore: version == "3")
                        try await fixture.version(version)
                        #expect(try await fixture.call("version").text == version)
                        #expect(fixture.host.registry.names.contains("more") == (version == "3"))
                    }
                    isOver.open()
                    for try await answers in group {
                        // Only ever onwards, and with the last in the end.
                        #expect(answers == answers.sorted())
                        #expect(answers.last == "4")
                    }
                }
            }
        }
        let replaced = log.records.filter { $0.message == "plugin replaced" }
        #expect(replaced.map { $0.metadata["plugin.version_before"] } == ["1", "2", "3"])
        #expect(replaced.map { $0.metadata["plugin.version"] } == ["2", "3", "4"])
        #expect(replaced.allSatisfy { $0.metadata["plugin.hash"]?.count == 64 })
    }

    @Test func `two hundred quick replacements end with the last, and no call fails`() async throws {
        try await PluginFixture.with(
            in: .worker,
            prepare: { try await VersionedPlugin.build("1", at: "\($0)/versioned.so") },
            settle: { $0.limits.watchQuiet = .milliseconds(1) }
        ) { fixture async throws in
            let isOver = Gate()
            for version in ["0", "2", "3"] {
                try await VersionedPlugin.build(version, at: "\(fixture.folder)/\(version).so")
            }
            try await fixture.watching {
                try await withThrowingTaskGroup(of: [String].self) { group in
                    for _ in 0..<4 { group.addTask { try await fixture.versions(until: isOver) } }
                    for turn in 0..<200 {
                        try VersionedPlugin.replace(
                            fixture.path("versioned.so"), by: "\(fixture.folder)/\(turn % 2 * 2).so")
                    }
                    try VersionedPlugin.replace(
                        fixture.path("versioned.so"), by: "\(fixture.folder)/3.so")
                    try await fixture.version("3")
                    isOver.open()
                    for try await answers in group { #expect(answers.last == "3") }
                }
            }
        }
    }

    @Test func `a call that runs comes to its end in the version that it began with`() async throws {
        try await PluginFixture.with(
            in: .worker, prepare: { try await VersionedPlugin.build("1", at: "\($0)/versioned.so") }
        ) { fixture async throws in
            let fifo = "\(fixture.folder)/sandbox/fifo"
            #expect(mkfifo(fifo, 0o600) == 0)
            let isHeld = Gate()
            try await fixture.watching {
                async let held = fixture.call("hold", ["path": .string(fifo)]) { _ in isHeld.open() }
                try await isHeld.wait()
                let old = try await fixture.call("pid").text
                try await VersionedPlugin.install("2", at: fixture.path("versioned.so"))
                try await fixture.version("2")
                #expect(try await fixture.call("version").text == "2")
                #expect(kill(try #require(Int32(old)), 0) == 0)
                // Waits for the reader, who waits for nothing else.
                close(open(fifo, O_WRONLY))
                #expect(try await held.text == "1")
            }
        }
    }

    @Test func `a call that does not come to its end in time is answered, and its process ended`()
        async throws
    {
        try await PluginFixture.with(
            in: .worker, prepare: { try await VersionedPlugin.build("1", at: "\($0)/versioned.so") },
            settle: {
                $0.limits.drainTime = .milliseconds(1)
                $0.limits.shutdownGrace = .milliseconds(50)
            }
        ) { fixture async throws in
            let fifo = "\(fixture.folder)/sandbox/fifo"
            #expect(mkfifo(fifo, 0o600) == 0)
            let isHeld = Gate()
            let process = try #require(Int32(try await fixture.call("pid").text))
            try await fixture.watching {
                async let error = fixture.error(of: "hold", ["path": .string(fifo)]) { isHeld.open() }
                try await isHeld.wait()
                try await VersionedPlugin.install("2", at: fixture.path("versioned.so"))
                #expect(
                    await error
                        == .toolUnavailable(
                            tool: "hold", reason: "its plugin was replaced or removed meanwhile"))
                #expect(try await fixture.call("version").text == "2")
                while kill(process, 0) == 0 { await Task.yield() }
            }
        }
    }

    @Test func `a removed file takes its tools away, and back again when it comes back`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with(
            "hello", in: .worker, prepare: { try await VersionedPlugin.build("1", at: "\($0)/versioned.so") },
            log: log
        ) { fixture async throws in
            try await fixture.watching {
                #expect(rename(fixture.path("versioned.so"), fixture.path("versioned.off")) == 0)
                try await fixture.registry { $0.names == ["hello"] }
                #expect(await fixture.error(of: "version")?.code == "unknown_tool")
                #expect(rename(fixture.path("versioned.off"), fixture.path("versioned.so")) == 0)
                try await fixture.version("1")
                #expect(try await fixture.call("version").text == "1")
            }
        }
        #expect(log.records.filter { $0.message == "plugin removed" }.count == 1)
    }

    @Test func `a file that gets another name keeps its tools`() async throws {
        try await PluginFixture.with(
            in: .worker, prepare: { try await VersionedPlugin.build("1", at: "\($0)/versioned.so") }
        ) { fixture async throws in
            try await fixture.watching {
                #expect(rename(fixture.path("versioned.so"), fixture.path("renamed.so")) == 0)
                let registry = try await fixture.registry {
                    $0.plugins.map(\.path) == [fixture.path("renamed.so")]
                }
                #expect(registry.names.contains("version"))
                #expect(try await fixture.call("version").text == "1")
            }
        }
    }

    @Test func `an approval lets a plugin in at once, and a wish for more puts it on hold`() async throws {
        try await PluginFixture.with(
            in: .worker,
            prepare: { plugins in
                try await VersionedPlugin.build("1", at: "\(plugins)/versioned.so")
                try Data(#"{"permissions": {"net": true}}"#.utf8).write(
                    to: URL(filePath: "\(plugins)/versioned.plugin.json"))
            },
            settle: { settings in
                settings.trust = TrustSettings(
                    approvals: "\(settings.cacheFolder)/state/approvals.json", home: settings.cacheFolder)
            }
        ) { fixture async throws in
            #expect(fixture.host.registry.quarantined.map(\.code) == ["plugin_not_approved"])
            try await fixture.watching {
                try await fixture.host.approve(try await fixture.host.examine("versioned"))
                try await fixture.version("1")
                #expect(try await fixture.call("version").text == "1")
                try Data(#"{"permissions": {"net": true, "fs_read": ["/srv"]}}"#.utf8).write(
                    to: URL(filePath: fixture.path("versioned.plugin.json")))
                let registry = try await fixture.registry { !$0.quarantined.isEmpty }
                #expect(registry.quarantined.map(\.code) == ["plugin_not_approved"])
                // With what it was granted before.
                #expect(try await fixture.call("version").text == "1")
            }
        }
    }

    @Test func `a plugin of the host's own process stays as it is, and the log says so`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with(
            "hello", in: .inProcess,
            prepare: { try await VersionedPlugin.build("1", at: "\($0)/versioned.so") }, log: log
        ) { fixture async throws in
            try await fixture.watching {
                try await VersionedPlugin.install("2", at: fixture.path("versioned.so"))
                // The files are looked at in the order of their names, so this one comes after it.
                _ = try await PluginCompiler.buildFixture("wrong_magic", into: fixture.path(""))
                try await fixture.registry { !$0.quarantined.isEmpty }
                #expect(try await fixture.call("version").text == "1")
            }
        }
        #expect(
            log.records.contains {
                $0.level == .warning && $0.message.hasPrefix("plugin file changed")
                    && $0.metadata["plugin.name"] == "versioned"
            })
    }
}

extension PluginFixture {
    /// Calls until `isOver` says so and a few times more; the different answers in the order in which they came.
    fileprivate func versions(until isOver: Gate) async throws -> [String] {
        var answers: [String] = []
        var isLast = false
        while !isLast {
            isLast = isOver.isOpen
            let answer = try await call("version").text
            if answer != answers.last { answers.append(answer) }
        }
        return answers
    }

    /// The error of a call that reports progress.
    fileprivate func error(
        of tool: String, _ arguments: JSONObject, onProgress: @escaping @Sendable () -> Void
    ) async -> PluginError? {
        do {
            _ = try await call(tool, arguments) { _ in onProgress() }
            return nil
        } catch {
            return error as? PluginError
        }
    }
}
