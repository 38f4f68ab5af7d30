// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing
import ToolModel

@testable import PluginRuntime

/// A file or folder, and what the rule says of it.
private struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let owner: UInt32
    let mode: UInt32
    var isBundled = false
    let expected: FileSafety.Verdict

    var testDescription: String { name }
}

private let user: UInt32 = 1000

private let cases: [Case] = [
    Case(name: "the user's own", owner: user, mode: 0o644, expected: .safe),
    Case(name: "root's", owner: 0, mode: 0o755, expected: .safe),
    Case(name: "readable by nobody else", owner: user, mode: 0o600, expected: .safe),
    Case(name: "writable by the group", owner: user, mode: 0o664, expected: .groupMayWrite),
    Case(
        name: "another user's", owner: 1001, mode: 0o644,
        expected: .unsafe(
            reason: "it belongs to the user 1001, who is neither root nor the host's own",
            remedy: "Run as root: chown 1000 '/p q/x.so'")),
    Case(
        name: "another user's that came with the host", owner: 1001, mode: 0o644, isBundled: true,
        expected: .safe),
    Case(
        name: "writable by all", owner: 0, mode: 0o666,
        expected: .unsafe(reason: "everybody may write to it", remedy: "Run: chmod o-w '/p q/x.so'")),
    Case(
        name: "writable by all that came with the host", owner: 0, mode: 0o666, isBundled: true,
        expected: .unsafe(reason: "everybody may write to it", remedy: "Run: chmod o-w '/p q/x.so'")),
    Case(
        name: "writable by all, though only who owns a file may remove it", owner: 0, mode: 0o1777,
        expected: .unsafe(reason: "everybody may write to it", remedy: "Run: chmod o-w '/p q/x.so'")),
]

/// A change that makes a folder with a good plugin `hello.so` unsafe, and what is listed then.
private struct Hazard: Sendable, CustomTestStringConvertible {
    let name: String
    /// What `*` stands for the plugins folder in.
    let reason: String
    let make: @Sendable (_ plugins: String) throws -> Void

    var testDescription: String { name }
}

private let hazards: [Hazard] = [
    Hazard(
        name: "a file that everybody may write to",
        reason: "*/hello.so is not used: everybody may write to it. Run: chmod o-w */hello.so"
    ) { plugins in
        try #require(chmod("\(plugins)/hello.so", 0o646) == 0)
    },
    Hazard(
        name: "a folder that everybody may write to",
        reason: "* is not used: everybody may write to it. Run: chmod o-w *"
    ) { plugins in
        try #require(chmod(plugins, 0o777) == 0)
    },
    Hazard(
        name: "an absolute link out of the folder",
        reason:
            "*/hello.so is not used: it is a link that leads out of its folder, to */../hello.so. Put the file "
            + "itself into the folder."
    ) { plugins in
        try #require(rename("\(plugins)/hello.so", "\(plugins)/../hello.so") == 0)
        try #require(symlink("\(plugins)/../hello.so", "\(plugins)/hello.so") == 0)
    },
    Hazard(
        name: "a relative link out of the folder",
        reason:
            "*/hello.so is not used: it is a link that leads out of its folder, to */../hello.so. Put the file "
            + "itself into the folder."
    ) { plugins in
        try #require(rename("\(plugins)/hello.so", "\(plugins)/../hello.so") == 0)
        try #require(symlink("../hello.so", "\(plugins)/hello.so") == 0)
    },
    Hazard(
        name: "a link through a folder that leads out",
        reason:
            "*/hello.so is not used: it is a link that leads out of its folder, to */../hello.so. Put the file "
            + "itself into the folder."
    ) { plugins in
        try #require(rename("\(plugins)/hello.so", "\(plugins)/../hello.so") == 0)
        try #require(symlink("..", "\(plugins)/up") == 0)
        try #require(symlink("up/hello.so", "\(plugins)/hello.so") == 0)
    },
    Hazard(
        name: "a link into a folder that everybody may write to",
        reason: "*/open is not used: everybody may write to it. Run: chmod o-w */open"
    ) { plugins in
        try #require(mkdir("\(plugins)/open", 0o755) == 0)
        try #require(chmod("\(plugins)/open", 0o777) == 0)
        try #require(rename("\(plugins)/hello.so", "\(plugins)/open/hello.so") == 0)
        try #require(symlink("open/hello.so", "\(plugins)/hello.so") == 0)
    },
]

@Suite(.timeLimit(.minutes(10))) struct FileSafetyTests {
    @Test(arguments: cases)
    private func `the rule asks who may change a file`(example: Case) {
        let entry = FileSystem.Entry(
            kind: .file, device: 0, inode: 0, size: 0, modifiedSeconds: 0, modifiedNanoseconds: 0,
            owner: example.owner, mode: example.mode)
        #expect(
            FileSafety(user: user).verdict(on: entry, path: "/p q/x.so", isBundled: example.isBundled)
                == example.expected)
    }

    @Test(arguments: hazards)
    private func `what others could change is refused with what to do`(hazard: Hazard) async throws {
        try await PluginFixture.with("hello", in: .worker, prepare: hazard.make) { fixture async throws in
            let registry = fixture.host.registry
            #expect(registry.tools.isEmpty)
            #expect(registry.quarantined.map(\.code) == ["plugin_unsafe"])
            let plugins = "\(fixture.folder)/plugins"
            let reason = hazard.reason.replacingOccurrences(of: "*/..", with: fixture.folder)
                .replacingOccurrences(of: "*", with: plugins)
            #expect(registry.quarantined.map(\.reason) == [reason])
        }
    }

    @Test func `a link within the folder is followed, be it absolute`() async throws {
        try await PluginFixture.with(
            in: .worker,
            prepare: { plugins in
                for name in ["hello", "good_calls"] {
                    try #require(mkdir("\(plugins)/\(name)", 0o755) == 0)
                    _ = try await PluginCompiler.buildFixture(name, into: "\(plugins)/\(name)")
                }
                try #require(symlink("hello/hello.so", "\(plugins)/a.so") == 0)
                try #require(symlink("\(plugins)/good_calls/good_calls.so", "\(plugins)/b.so") == 0)
            }
        ) { fixture async throws in
            #expect(fixture.host.registry.quarantined.isEmpty)
            #expect(fixture.host.registry.plugins.map(\.name) == ["greeter", "caller"])
        }
    }

    @Test func `a link of the host's own folder may lead out of it`() async throws {
        try await PluginFixture.with(
            "hello", in: .worker,
            prepare: { plugins in
                try #require(mkdir("\(plugins)/own", 0o755) == 0)
                try #require(symlink("../hello.so", "\(plugins)/own/hello.so") == 0)
            },
            settle: { settings in
                settings.bundled = ["\(settings.folders[0])/own"]
                settings.folders = []
            }
        ) { fixture async throws in
            #expect(fixture.host.registry.tools.map(\.definition.name) == ["hello"])
        }
    }

    @Test func `what a group may write to is loaded with a warning, once`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with(
            "hello", in: .worker,
            prepare: { plugins in
                try #require(chmod("\(plugins)/hello.so", 0o775) == 0)
                try #require(chmod(plugins, 0o775) == 0)
            }, log: log
        ) { fixture async throws in
            await fixture.host.load()
            #expect(try await fixture.call("hello").text == "hello")
            let warned = log.records.filter { $0.message == "a group may write to plugins" }
            #expect(
                warned.map { $0.metadata["path"] } == [fixture.folder + "/plugins", fixture.path("hello.so")])
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func `a file of another user is refused`() async throws {
        try await PluginFixture.with(
            "hello", in: .worker, prepare: { try #require(chown("\($0)/hello.so", 4711, 0) == 0) }
        ) { fixture async throws in
            #expect(
                fixture.host.registry.quarantined.map(\.reason) == [
                    "\(fixture.path("hello.so")) is not used: it belongs to the user 4711, who is neither root nor the "
                        + "host's own. Run as root: chown 0 \(fixture.path("hello.so"))"
                ])
        }
    }

    @Test func `the first of two folders keeps an id, and the other takes it over when it goes`() async throws
    {
        try await PluginFixture.with(
            in: .worker,
            prepare: { plugins in
                for name in ["a", "b"] {
                    try #require(mkdir("\(plugins)/\(name)", 0o755) == 0)
                    try await VersionedPlugin.build(name, at: "\(plugins)/\(name)/versioned.so")
                }
            },
            settle: { settings in settings.folders = ["a", "b"].map { "\(settings.folders[0])/\($0)" } }
        ) { fixture async throws in
            #expect(try await fixture.call("version").text == "a")
            #expect(
                fixture.host.registry.quarantined.map(\.reason) == [
                    "The plugin \(fixture.path("b/versioned.so")) has the id org.example.versioned of the plugin "
                        + "\(fixture.path("a/versioned.so")), which was loaded before. Remove one of the two files."
                ])
            try await fixture.watching {
                #expect(unlink(fixture.path("a/versioned.so")) == 0)
                try await fixture.version("b")
                #expect(try await fixture.call("version").text == "b")
                #expect(fixture.host.registry.quarantined.isEmpty)
            }
        }
    }

    @Test func `a loaded file that becomes unsafe is listed, and the loaded version stays`() async throws {
        try await PluginFixture.with("hello", in: .worker) { fixture async throws in
            try await fixture.watching {
                #expect(chmod(fixture.path("hello.so"), 0o777) == 0)
                let registry = try await fixture.registry { !$0.quarantined.isEmpty }
                #expect(
                    registry.quarantined.first?.reason.hasSuffix(
                        " The version that was loaded before stays in use.") == true)
                #expect(try await fixture.call("hello").text == "hello")
                #expect(chmod(fixture.path("hello.so"), 0o755) == 0)
                try await fixture.registry { $0.quarantined.isEmpty }
            }
        }
    }
}
