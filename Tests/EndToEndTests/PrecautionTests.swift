// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What the host does for its own safety.
@Suite(.timeLimit(.minutes(10))) struct PrecautionTests {
    @Test(arguments: [("false", "0"), ("true", "")])
    func `a crash leaves a core dump only if the operator wants one`(setting: String, limit: String)
        async throws
    {
        try await RunningHost.with(environment: ["CORE_DUMPS": setting]) { host in
            let limits = try String(
                contentsOfFile: "/proc/\(host.child.processID)/limits", encoding: .utf8)
            let line = try #require(
                limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
            let values = line.split(separator: " ").suffix(3)
            #expect(values.first == (limit.isEmpty ? values.dropFirst().first : "0"), "\(line)")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root is in this danger"))
    func `root loads nothing from a folder that others may write, unless told to`() async throws {
        try await RunningHost.withFolder { folder in
            let plugins = folder.appending(path: "plugins").path
            try FileManager.default.createDirectory(atPath: plugins, withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: plugins)
            var environment = RunningHost.settings(for: folder)
            let refused = try await FinishedProcess.run(
                BuiltHost.executable.path, ["tools"], environment: environment, in: folder)
            #expect(refused.status == 2)
            #expect(
                refused.errors.hasPrefix(
                    "toolhost: plugins: The host runs as root, and others than root may put plugins into \(plugins).\n"
                ), "\(refused)")
            environment["ALLOW_WRITABLE_PLUGINS"] = "true"
            let loaded = try await FinishedProcess.run(
                BuiltHost.executable.path, ["tools"], environment: environment, in: folder)
            #expect(loaded.status == 0, "\(loaded)")
        }
    }
}
