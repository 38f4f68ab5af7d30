// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import TestSupport
import Testing

/// `toolhost plugin` as a person and as a program use it.
@Suite(.timeLimit(.minutes(10))) struct PluginCommandTests {
    private struct Place {
        let folder: URL

        /// Runs `toolhost` with these arguments.
        func run(_ arguments: String..., input: String? = nil) async throws -> FinishedProcess {
            try await FinishedProcess.run(
                BuiltHost.executable.path, arguments, input: input,
                environment: RunningHost.settings(for: folder).merging(["LOG_LEVEL": "error"]) { $1 },
                in: folder)
        }

        func json(_ arguments: String...) async throws -> JSONValue {
            let done = try await FinishedProcess.run(
                BuiltHost.executable.path, arguments + ["--json"],
                environment: RunningHost.settings(for: folder).merging(["LOG_LEVEL": "error"]) { $1 },
                in: folder)
            #expect(done.status == 0, "\(done.errors)")
            return try JSONValue(parsing: done.output)
        }

        func path(_ name: String) -> String { folder.appending(path: "plugins/\(name)").path }
    }

    /// A folder with a plugin that asks for the network.
    private static func withPlugin(_ body: (Place) async throws -> Void) async throws {
        try await RunningHost.withFolder { folder in
            let place = Place(folder: folder)
            try FileManager.default.createDirectory(atPath: place.path(""), withIntermediateDirectories: true)
            _ = try await PluginCompiler.buildFixture("described_by_settings", into: place.path(""))
            try Data(#"{"permissions": {"net": true}}"#.utf8)
                .write(to: URL(filePath: place.path("described_by_settings.plugin.json")))
            try await body(place)
        }
    }

    @Test func `a plugin that asks for more is approved, used, changed and asked about again`() async throws {
        try await Self.withPlugin { place in
            let waiting = try await place.json("plugin", "list").array?.first { $0["refusal"] != nil }
            #expect(waiting?["refusal"]?["code"] == "plugin_not_approved")
            let listed = try await place.json("tools").array?.first {
                $0["plugin"] == "described_by_settings"
            }
            #expect(listed?["quarantined"]?["code"] == "plugin_not_approved")
            #expect(try await place.run("call", "hello", "{}").status == 2)

            let unasked = try await place.run("plugin", "approve", "described_by_settings")
            #expect(unasked.status == 2)
            #expect(unasked.output.contains("      + open network connections\n"))
            #expect(unasked.errors.hasSuffix("hint: Add --yes to approve what is shown above.\n"))
            #expect(
                try await place.json("plugin", "info", "described_by_settings")["approval"]?["state"]
                    == "needed")

            let approved = try await place.run("plugin", "approve", "described_by_settings", "--yes")
            #expect(approved.status == 0, "\(approved.errors)")
            #expect(approved.output.hasSuffix("described is approved.\n"))
            #expect(try await place.run("call", "hello", "{}").output == "hello\n")
            let seen = try await place.json("plugin", "info", "described")
            #expect(seen["approval"]?["state"] == "approved")
            #expect(seen["permissions"]?["granted"]?["net"] == true)
            #expect(seen["tools"]?.array?.count == 1)

            let file = try FileHandle(
                forWritingTo: URL(filePath: place.path("described_by_settings.so")))
            try file.seekToEnd()
            try file.write(contentsOf: Data([0]))
            try file.close()
            let again = try await place.run("call", "hello", "{}")
            #expect(again.status == 2)
            let info = try await place.run("plugin", "info", place.path("described_by_settings.so"))
            #expect(info.status == 0)
            #expect(
                info.output.contains(
                    "    It waits for approval: its file has changed since it was approved. Version 1.0.0 was approved on "
                )
            )
        }
    }

    @Test func `what was approved is taken back`() async throws {
        try await Self.withPlugin { place in
            #expect(try await place.run("plugin", "approve", "described_by_settings", "--yes").status == 0)
            let revoked = try await place.run("plugin", "approve", "--revoke", "described")
            #expect(revoked.status == 0)
            #expect(revoked.output.hasPrefix("described 1.0.0, approved on "))
            let again = try await place.run("plugin", "approve", "--revoke", "described")
            #expect(again.status == 2)
            #expect(again.errors == "toolhost: plugin approve: Nothing was approved of \"described\".\n")
            #expect(try await place.run("plugin", "approve", "x", "--yes", "--revoke").status == 2)
        }
    }

    @Test func `a name that means nothing is status 2 with the nearest`() async throws {
        try await Self.withPlugin { place in
            for command in ["info", "approve"] {
                let done = try await place.run("plugin", command, "described_by_setting")
                #expect(done.status == 2)
                #expect(
                    done.errors
                        == "toolhost: plugin \(command): There is no plugin \"described_by_setting\".\n"
                        + "hint: Did you mean \"described_by_settings\"?\n")
            }
        }
    }

    @Test func `a file that is no plugin is told with what its author must do`() async throws {
        try await Self.withPlugin { place in
            let path = try await PluginCompiler.buildFixture(
                "hello", into: place.folder.path, flags: ["-Wl,-z,execstack"])
            let info = try await place.json("plugin", "info", path)
            #expect(info["refusal"]?["code"] == "plugin_not_loadable")
            #expect(info["refusal"]?["hint"]?.string?.hasPrefix("Link it with -Wl,-z,noexecstack") == true)
            #expect(info["inspection"]?["findings"]?.array?.first?["code"] == "elf_executable_stack")
        }
    }

    @Test func `at a terminal the answer counts`() async throws {
        try await Self.withPlugin { place in
            for (answer, end) in [("n", "was not approved."), ("y", "described is approved.")] {
                let path = place.path("described_by_settings.so")
                try await Terminal.with(
                    shell: "'\(BuiltHost.executable.path)' plugin approve '\(path)'; echo status $?"
                ) { terminal in
                    try await terminal.screen.expect("open network connections")
                    try await terminal.screen.expect("[n]o: ")
                    try terminal.type("\(answer)\n")
                    try await terminal.screen.expect(end)
                    try await terminal.screen.expect("status \(answer == "y" ? 0 : 1)")
                    try await terminal.expectOrderlyEnd()
                }
            }
        }
    }
}
