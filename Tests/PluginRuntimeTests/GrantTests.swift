// SPDX-License-Identifier: Apache-2.0

import Confinement
import Foundation
import PluginRuntime
import TestSupport
import Testing
import ToolModel

private let confines =
    KernelFeatures.current.landlock >= 3 && KernelFeatures.current.filtersCalls
    && KernelFeatures.current.supervisesCalls
private let wentThrough = "went through"

/// What was granted beside the standard, and what the plugin then reaches.
private struct Grant: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var fixture = "reaches"
    /// nil leaves the plugin unknown to the host.
    var permissions: (@Sendable (_ folder: String) -> PluginPermissions)?
    let reaches: [String: String]

    static let all = [
        Grant(
            testDescription: "the standard",
            reaches: [
                "lists_the_sandbox": wentThrough, "writes_the_sandbox": wentThrough,
                "writes_its_data": wentThrough, "writes_its_cache": wentThrough,
                "makes_a_temporary_file": wentThrough, "reads_outside": "EACCES",
                "writes_outside": "EACCES", "sees_a_variable": "ENOENT", "runs_true": "EAGAIN",
                "changes_a_mode_of_its_own": "EPERM", "starts_threads": wentThrough,
                "takes_memory": wentThrough,
            ]),
        Grant(
            testDescription: "no sandbox", permissions: { _ in PluginPermissions() },
            reaches: [
                "lists_the_sandbox": "EACCES", "writes_the_sandbox": "EACCES",
                "writes_its_data": wentThrough,
            ]),
        Grant(
            testDescription: "a sandbox to read", permissions: { _ in PluginPermissions(sandbox: .read) },
            reaches: ["lists_the_sandbox": wentThrough, "writes_the_sandbox": "EACCES"]),
        Grant(
            testDescription: "a file to read",
            permissions: { PluginPermissions(readable: ["\($0)/outside"]) },
            reaches: ["reads_outside": wentThrough, "writes_outside": "EACCES"]),
        Grant(
            testDescription: "a file to write",
            permissions: { PluginPermissions(writable: ["\($0)/outside"]) },
            reaches: ["reads_outside": wentThrough, "writes_outside": wentThrough]),
        Grant(
            testDescription: "a program",
            permissions: { _ in PluginPermissions(programs: ["/bin/true"]) },
            reaches: [
                "runs_true": wentThrough, "runs_another": "EACCES", "writes_the_sandbox": "EACCES",
                "starts_threads": wentThrough, "takes_processes": "EAGAIN", "leaves_its_group": "EPERM",
            ]),
        Grant(
            testDescription: "a variable",
            permissions: { _ in PluginPermissions(environment: ["TOOLHOST_TEST_GRANTED"]) },
            reaches: ["sees_a_variable": wentThrough]),
        Grant(
            testDescription: "modes of what is open",
            permissions: { _ in PluginPermissions(attributes: .opened) },
            reaches: ["changes_a_mode_of_its_own": wentThrough, "changes_a_mode_by_name": "EPERM"]),
        Grant(
            testDescription: "modes of all", permissions: { _ in PluginPermissions(attributes: .all) },
            reaches: [
                "changes_a_mode_of_its_own": wentThrough, "changes_a_mode_by_name": wentThrough,
            ]),
        Grant(
            testDescription: "less memory",
            permissions: { _ in
                PluginPermissions(limits: PluginResourceLimits(memoryBytes: 64 << 20))
            },
            reaches: ["takes_memory": "ENOMEM"]),
        Grant(
            testDescription: "the network", fixture: "escapes_network",
            permissions: { _ in PluginPermissions(network: true) },
            reaches: [
                "tcp": wentThrough, "udp": wentThrough, "multipath_tcp": wentThrough,
                "unix_stream": "EACCES", "unix_datagrams": "EACCES", "packets": "EACCES",
                "netlink": "EACCES", "raw_ip": "EPERM", "io_uring": "ENOSYS",
            ]),
    ]
}

@Suite(.timeLimit(.minutes(10)), .enabled(if: confines, "needs Landlock 3 and supervised seccomp filters"))
struct GrantTests {
    // What a sanitizer takes for itself is more than so little memory.
    @Test(arguments: Grant.all.filter { !Sanitizer.isPresent || $0.testDescription != "less memory" })
    private func `a plugin reaches what it was granted and no more`(grant: Grant) async throws {
        var folder = ""
        try await PluginFixture.with(
            grant.fixture, in: .worker,
            prepare: { plugins in
                folder = URL(filePath: plugins).deletingLastPathComponent().path(percentEncoded: false)
                if folder.hasSuffix("/") { folder.removeLast() }
                try "".write(toFile: "\(folder)/outside", atomically: false, encoding: .utf8)
            },
            settle: { settings in
                settings.worker?.grantable = ["TOOLHOST_TEST_GRANTED": "x", "LD_PRELOAD": "x"]
                guard let permissions = grant.permissions?(folder) else { return }
                settings.known["\(folder)/plugins/\(grant.fixture).so"] = KnownPlugin(
                    id: "org.example.\(grant.fixture.replacing("_", with: "-"))", permissions: permissions)
            }
        ) { fixture async throws in
            for (tool, result) in grant.reaches {
                #expect(try await fixture.call(tool).text == result, "\(tool)")
            }
            let plugin = try #require(fixture.host.registry.plugins.first)
            #expect(plugin.confinement?.granted == grant.permissions?(folder) ?? .standard)
        }
    }

    @Test func `what a plugin starts and leaves ends with the plugin's process`() async throws {
        var left: Int32?
        try await PluginFixture.with(
            "reaches", in: .worker,
            settle: { settings in
                settings.known["\(settings.folders[0])/reaches.so"] = KnownPlugin(
                    id: "org.example.reaches", permissions: PluginPermissions(programs: ["/bin/true"]))
            }
        ) { fixture async throws in
            #expect(try await fixture.call("leaves_a_process").text == wentThrough)
            let path = "\(fixture.folder)/data/org.example.reaches/left"
            left = Int32(try String(contentsOfFile: path, encoding: .utf8))
        }
        let process = try #require(left)
        // Whoever inherits it may take its time to notice that it has ended.
        while Self.isAlive(process) { await Task.yield() }
    }

    private static func isAlive(_ process: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
            return false
        }
        return !status.contains(") Z ") && !status.contains(") X ")
    }

    @Test func `a plugin that comes with the host is the one that it is known as`() async throws {
        var path = ""
        try await PluginFixture.with(
            "hello", in: .worker,
            settle: { settings in
                path = "\(settings.folders[0])/hello.so"
                settings.known[path] = KnownPlugin(id: "org.example.other", permissions: .standard)
            }
        ) { fixture async throws in
            #expect(
                fixture.host.registry.plugins.map(\.refusal) == [
                    .invalidDescriptor(
                        path: path, reason: "its id is org.example.greeter, and should be org.example.other")
                ])
        }
    }
}
