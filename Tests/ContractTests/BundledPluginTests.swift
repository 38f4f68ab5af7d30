// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import PluginRuntime
import TestSupport
import Testing
import ToolModel

/// The real libraries, loaded as the host loads them.
@Suite struct BundledPluginTests {
    @Test(arguments: BundledPlugin.all)
    func `it exports its entry and nothing else`(plugin: BundledPlugin) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "nm", "-D", "--defined-only", "--extern-only", "--format=posix", try plugin.path(),
        ]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let names = text.split(separator: "\n").compactMap { $0.split(separator: " ").first }
        #expect(names == ["th_plugin_entry_v1"])
    }

    @Test(arguments: BundledPlugin.all)
    func `it is accepted as it is, with all its tools`(plugin: BundledPlugin) async throws {
        try await BundledPlugin.withHost([plugin]) { (host, _) async throws in
            let registry = host.registry
            #expect(registry.quarantined.isEmpty, "\(registry.quarantined)")
            let description = try #require(registry.plugins.first)
            #expect(description.name == plugin.name)
            #expect(description.id == plugin.id)
            #expect(description.license == "Apache-2.0")
            #expect(description.refusal == nil)
            #expect(Set(description.tools).isSuperset(of: plugin.tools))
        }
    }

    @Test func `every tool says what it may do and declares its output`() async throws {
        try await BundledPlugin.withHost { (host, _) async throws in
            #expect(host.registry.tools.count >= 5)
            for tool in host.registry.tools {
                let annotations = tool.definition.annotations
                #expect(annotations.isReadOnly != nil, "\(tool.definition.name)")
                #expect(annotations.isOpenWorld != nil, "\(tool.definition.name)")
                #expect(tool.outputSchema != nil, "\(tool.definition.name)")
            }
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `files are packed and unpacked in the sandbox`(home: PluginIsolation) async throws {
        try await BundledPlugin.withHost(in: home) { (host, sandbox) async throws in
            for name in ["file1.txt", "file2.txt"] {
                _ = try await host.call(
                    "writeFile", arguments: ["path": .string(name), "content": .string(name)], id: "call_1")
            }
            let packed = try await host.call(
                "zipFiles",
                arguments: ["files": ["file1.txt", "file2.txt"], "output": "archive.zip"], id: "call_2")
            #expect(!packed.result.isError, "\(packed.result.text)")
            let unpacked = try await host.call(
                "unzipFile", arguments: ["archive": "archive.zip", "outputDir": "extracted"], id: "call_3")
            #expect(!unpacked.result.isError, "\(unpacked.result.text)")
            #expect(
                try String(contentsOfFile: "\(sandbox)/extracted/file2.txt", encoding: .utf8) == "file2.txt")
            let refused = try await host.call(
                "unzipFile", arguments: ["archive": "file1.txt", "outputDir": "extracted"], id: "call_4")
            #expect(refused.result.isError)
            #expect(refused.result.text.contains("neither a zip nor a tar archive"))
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `files are written, listed, described and read in the sandbox`(home: PluginIsolation) async throws {
        try await BundledPlugin.withHost(in: home) { (host, sandbox) async throws in
            let written = try await host.call(
                "writeFile", arguments: ["path": "notes.txt", "content": "grüße\n"], id: "call_1")
            #expect(!written.result.isError, "\(written.result.text)")
            #expect(try String(contentsOfFile: "\(sandbox)/notes.txt", encoding: .utf8) == "grüße\n")
            let listed = try await host.call("listFiles", arguments: [:], id: "call_2")
            #expect(listed.result.text == "notes.txt")
            let described = try await host.call("getFileInfo", arguments: ["path": "notes.txt"], id: "call_3")
            #expect(described.result.structured?["size"] == 8)
            let read = try await host.call("files", arguments: ["path": "notes.txt"], id: "call_4")
            #expect(read.result.text == "grüße\n")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `what lies outside the sandbox is refused by the tool`(home: PluginIsolation) async throws {
        try await BundledPlugin.withHost(in: home) { (host, _) async throws in
            for path in ["../data", "/etc/passwd", "a/../../data"] {
                let call = try await host.call("files", arguments: ["path": .string(path)], id: "call_1")
                #expect(call.result.isError, "\(path)")
                #expect(call.failureCode != nil)
            }
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `sums are exact`(home: PluginIsolation) async throws {
        try await BundledPlugin.withHost(in: home) { (host, _) async throws in
            let sum = try await host.call("math", arguments: ["expr": "2^64 + 0.1 + 0.2"], id: "call_1")
            #expect(sum.result.text.contains("18446744073709551616.3"))
            let bad = try await host.call("math", arguments: ["expr": "2 +"], id: "call_2")
            #expect(bad.result.isError)
        }
    }

    private static let netSettings = ["dev.toolhost.nettools": ["fetch.allowPrivate": "127.0.0.1"]]

    @Test(arguments: PluginIsolation.allCases)
    func `a page is fetched, as the operator's settings allow`(home: PluginIsolation) async throws {
        let page = ScriptedReply.status(200, body: "<h1>Hello</h1><p>A page.</p>", contentType: "text/html")
        try await withScriptedUpstream([page]) { upstream in
            let arguments: JSONObject = ["url": .string("http://127.0.0.1:\(upstream.port)/")]
            try await BundledPlugin.withHost(values: Self.netSettings, in: home) { (host, _) async throws in
                let call = try await host.call("fetch", arguments: arguments, id: "call_1")
                #expect(call.result.text == "# Hello\n\nA page.")
            }
            try await BundledPlugin.withHost(in: home) { (host, _) async throws in
                let call = try await host.call("fetch", arguments: arguments, id: "call_1")
                #expect(call.failureCode == "private_address")
            }
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a call that is cancelled leaves the server`(home: PluginIsolation) async throws {
        try await withScriptedUpstream([.silence()]) { upstream in
            try await BundledPlugin.withHost(values: Self.netSettings, in: home) { (host, _) async throws in
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    group.addTask {
                        let url = JSONValue.string("http://127.0.0.1:\(upstream.port)/")
                        do {
                            _ = try await host.call("fetch", arguments: ["url": url], id: "call_1")
                            return false
                        } catch is CancellationError {
                            return true
                        }
                    }
                    _ = try await upstream.request(0)
                    group.cancelAll()
                    #expect(try await group.next() == true)
                }
                try await upstream.clientLeft(0)
            }
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a command runs in the sandbox and sees nothing else`(home: PluginIsolation) async throws {
        try await BundledPlugin.withHost(in: home) { (host, sandbox) async throws in
            let shown = try await host.call("executeCommand", arguments: ["command": "pwd"], id: "call_1")
            #expect(!shown.result.isError, "\(shown.result.text)")
            #expect(shown.result.structured?["exitCode"] == 0)
            #expect(shown.result.text.hasPrefix(sandbox))
            let refused = try await host.call("executeCommand", arguments: ["command": "rm"], id: "call_2")
            #expect(refused.result.isError)
            #expect(refused.result.text.hasPrefix("The command 'rm' is not allowed."))
            let outside = try await host.call(
                "executeCommand", arguments: ["command": "cat", "args": ["/etc/passwd"]], id: "call_3")
            #expect(!outside.result.text.contains("root:"))
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a caller that leaves ends the command`(home: PluginIsolation) async throws {
        try await BundledPlugin.withHost(in: home) { (host, sandbox) async throws in
            try "first\n".write(toFile: "\(sandbox)/log", atomically: false, encoding: .utf8)
            let call = Task {
                try await host.call(
                    "executeCommand",
                    arguments: ["command": "tail", "args": ["-f", "log"], "timeout": 600_000],
                    id: "call_1")
            }
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            // The command's own end is waited for when the host shuts down.
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `arguments outside the schema do not reach the tool`(home: PluginIsolation) async throws {
        try await BundledPlugin.withHost(in: home) { (host, _) async throws in
            for (tool, arguments) in [("math", ["expr": 5]), ("files", [:])] as [(String, JSONObject)] {
                await #expect(throws: PluginError.self, "\(tool)") {
                    try await host.call(tool, arguments: arguments, id: "call_1")
                }
            }
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `plugins answer side by side, beside the host's own copies of their modules`(
        home: PluginIsolation
    ) async throws {
        try await BundledPlugin.withHost(in: home) { (host, _) async throws in
            try await withThrowingTaskGroup { group in
                for index in 0..<100 {
                    group.addTask {
                        let call = try await host.call(
                            "math", arguments: ["expr": .string("\(index) * 2")], id: "call_\(index)")
                        #expect(call.result.text.contains("\(index * 2)"))
                    }
                    group.addTask {
                        let call = try await host.call(
                            "listFiles", arguments: ["path": "none"], id: "call_f\(index)")
                        #expect(call.result.isError)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
