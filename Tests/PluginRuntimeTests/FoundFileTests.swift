// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import PluginRuntime
import TestSupport
import Testing
import ToolModel

/// A change to the bytes of a good library that makes it unusable.
private struct Damage: Sendable, CustomTestStringConvertible {
    let name: String
    let reason: String
    let apply: @Sendable (inout [UInt8]) -> Void

    init(_ name: String, _ reason: String, apply: @escaping @Sendable (inout [UInt8]) -> Void) {
        self.name = name
        self.reason = reason
        self.apply = apply
    }

    var testDescription: String { name }
}

private let damages: [Damage] = [
    Damage("empty", "it is empty") { $0 = [] },
    Damage("a text", "it is no ELF file") { $0 = Array("#!/bin/sh\necho hello\n".utf8) },
    Damage("three bytes", "it is no ELF file") { $0.removeSubrange(3...) },
    Damage("half a header", "it is truncated") { $0.removeSubrange(40...) },
    Damage("header only", "it is truncated") { $0.removeSubrange(64...) },
    Damage("half a file", "it is truncated") { $0.removeSubrange(($0.count / 4)...) },
    Damage("32 bit", "it is not built for 64-bit little-endian systems") { $0[4] = 1 },
    Damage("big-endian", "it is not built for 64-bit little-endian systems") { $0[5] = 2 },
    Damage("another processor", "it is built for another kind of processor than this host's") {
        $0[18] = 0xF3
    },
    Damage("an object file", "it is no shared library but an object file") { $0[16] = 1 },
    Damage("no program headers", "its program headers are damaged") {
        $0[56] = 0
        $0[57] = 0
    },
    Damage("program headers far away", "it is truncated") { $0[39] = 0x7F },
]

@Suite struct FoundFileTests {
    @Test(arguments: damages, PluginIsolation.allCases)
    private func `a damaged file is refused before it is loaded`(damage: Damage, home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with(
            "hello", in: home,
            prepare: { plugins in
                let url = URL(filePath: "\(plugins)/hello.so")
                var bytes = [UInt8](try Data(contentsOf: url))
                damage.apply(&bytes)
                try Data(bytes).write(to: URL(filePath: "\(plugins)/damaged.so"))
            },
            body: { fixture async throws in
                let path = fixture.path("damaged.so")
                let reasons = fixture.host.registry.quarantined.map(\.reason)
                #expect(reasons.count == 1)
                #expect(
                    reasons.first?.hasPrefix("The file \(path) cannot be loaded: \(damage.reason)") == true)
                #expect(try await fixture.call("hello").text == "hello")
            })
    }

    @Test(arguments: PluginIsolation.allCases)
    func `what is no regular file is not opened`(home: PluginIsolation) async throws {
        try await PluginFixture.with(
            "hello", in: home,
            prepare: { plugins in
                mkfifo("\(plugins)/fifo.so", 0o600)
                try FileManager.default.createDirectory(
                    atPath: "\(plugins)/folder.so", withIntermediateDirectories: true)
                try FileManager.default.createSymbolicLink(
                    atPath: "\(plugins)/lost.so", withDestinationPath: "\(plugins)/nowhere")
                try Data("text".utf8).write(to: URL(filePath: "\(plugins)/notes.txt"))
            },
            body: { fixture async throws in
                #expect(
                    fixture.host.registry.quarantined.map(\.reason) == [
                        "The file \(fixture.path("fifo.so")) cannot be loaded: it is no regular file.",
                        "The file \(fixture.path("folder.so")) cannot be loaded: it is no regular file.",
                        "The file \(fixture.path("lost.so")) cannot be loaded: No such file or directory.",
                    ])
                #expect(fixture.host.registry.tools.map(\.definition.name) == ["hello"])
            })
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a file that two paths lead to is loaded once`(home: PluginIsolation) async throws {
        try await PluginFixture.with(
            "hello", in: home,
            prepare: { plugins in
                try FileManager.default.createSymbolicLink(
                    atPath: "\(plugins)/again.so", withDestinationPath: "\(plugins)/hello.so")
            },
            settle: { $0.folders += $0.folders },
            body: { fixture async throws in
                #expect(fixture.host.registry.plugins.count == 1)
                #expect(fixture.host.registry.quarantined.isEmpty)
            })
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a folder that does not exist is passed over, one that cannot be read is listed`(
        home: PluginIsolation
    ) async throws {
        try await PluginFixture.with(
            "hello", in: home,
            settle: { settings in
                settings.folders += [
                    "/nonexistent/plugins", "\(settings.folders[0])/hello.so/inside", "/dev/null",
                ]
            },
            body: { fixture async throws in
                #expect(fixture.host.registry.tools.count == 1)
                #expect(fixture.host.registry.quarantined.isEmpty)
            })
    }

    @Test(arguments: PluginIsolation.allCases)
    func `bundled plugins come first, then folder by folder, each by name`(home: PluginIsolation) async throws
    {
        try await PluginFixture.with(
            in: home,
            prepare: { plugins in
                for (folder, names) in [("a", ["same_id", "hello"]), ("b", ["good_calls"]), ("c", ["life"])] {
                    let path = "\(plugins)/\(folder)"
                    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
                    for name in names { _ = try await PluginCompiler.buildFixture(name, into: path) }
                }
            },
            settle: { settings in
                let plugins = settings.folders[0]
                settings.bundled = ["\(plugins)/c", "\(plugins)/b/good_calls.so"]
                settings.folders = ["\(plugins)/a"]
            },
            body: { fixture async throws in
                #expect(
                    fixture.host.registry.plugins.map(\.name) == ["life", "caller", "greeter", "impostor"])
            })
    }

    @Test(arguments: PluginIsolation.allCases)
    func `more files than the limit are passed over by name`(home: PluginIsolation) async throws {
        try await PluginFixture.with(
            "good_calls", "hello", in: home, settle: { $0.limits.plugins = 1 },
            body: { fixture async throws in
                #expect(fixture.host.registry.plugins.filter { $0.refusal == nil }.map(\.name) == ["caller"])
                #expect(
                    fixture.host.registry.quarantined.map(\.reason) == [
                        "The plugin \(fixture.path("hello.so")) was passed over: the host takes at most 1 plugins."
                    ])
            })
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a file that is added later is found by the next load, others stay`(home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with("hello", in: home) { fixture async throws in
            let before = fixture.host.registry
            _ = try await PluginCompiler.buildFixture("good_calls", into: "\(fixture.folder)/plugins")
            await fixture.host.load()
            #expect(before.tools.count == 1)
            #expect(fixture.host.registry.plugins.map(\.name) == ["greeter", "caller"])
            #expect(try await fixture.call("hello").text == "hello")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a file that could not be loaded is tried again`(home: PluginIsolation) async throws {
        try await PluginFixture.with(
            in: home,
            prepare: { plugins in
                try Data("not yet".utf8).write(to: URL(filePath: "\(plugins)/hello.so"))
            },
            body: { fixture async throws in
                #expect(fixture.host.registry.tools.isEmpty)
                _ = try await PluginCompiler.buildFixture("hello", into: "\(fixture.folder)/plugins")
                await fixture.host.load()
                #expect(fixture.host.registry.quarantined.isEmpty)
                #expect(try await fixture.call("hello").text == "hello")
            })
    }

    @Test func `a loaded file of this process that changes stays as it is, with a warning`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with("hello", in: .inProcess, log: log) { fixture async throws in
            let path = fixture.path("hello.so")
            try await PluginCompiler.build(
                [Repository.fixturePath("Plugins/hello_again.c")], output: "\(fixture.folder)/hello_again.so")
            try VersionedPlugin.replace(path, by: "\(fixture.folder)/hello_again.so")
            await fixture.host.load()
            #expect(try await fixture.call("hello").text == "hello")
            #expect(
                log.records.contains {
                    $0.level == .warning && $0.message.hasPrefix("plugin file changed")
                        && $0.metadata["plugin.path"] == path
                })
        }
    }

    @Test func `a loaded file that changes is another version at the next load`() async throws {
        try await PluginFixture.with("hello", in: .worker) { fixture async throws in
            try await PluginCompiler.build(
                [Repository.fixturePath("Plugins/hello_again.c")], output: "\(fixture.folder)/hello_again.so")
            try VersionedPlugin.replace(fixture.path("hello.so"), by: "\(fixture.folder)/hello_again.so")
            #expect(try await fixture.call("hello").text == "hello")
            await fixture.host.load()
            #expect(try await fixture.call("hello").text == "hi")
        }
    }
}
