// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// A plugin with a faulty schema, one that model servers refuse, and a plain one.
@Suite(.timeLimit(.minutes(10))) struct OddSchemaTests {
    private static let source = #"""
        #include "toolhost.h"

        static th_status answer(void *context, th_call *call) {
            (void)context;
            return th_write(call, (th_str)TH_STR("called"));
        }

        static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
            th_tool faulty = th_tool_make("faulty", "Has a schema that is none.",
                "{\"type\":\"object\",\"properties\":{\"days\":{\"type\":\"integer\",\"minimum\":\"one\"}}}", answer);
            th_tool odd = th_tool_make("odd", "Has a schema that servers refuse.",
                "{\"type\":\"object\",\"properties\":{\"zeta\":{\"type\":\"string\",\"pattern\":\"^\\\\d+$\"},"
                "\"list\":{\"type\":\"array\"},\"alpha\":{\"type\":[\"string\",\"null\"],\"default\":null}}}", answer);
            th_tool plain = th_tool_make("plain", "Has a plain schema.", "{\"type\":\"object\"}", answer);
            (void)host;
            (void)instance;
            (void)th_add_tool(registrar, &faulty);
            (void)th_add_tool(registrar, &odd);
            return th_add_tool(registrar, &plain);
        }

        static const th_plugin plugin = {TH_PLUGIN_HEADER, TH_STR("org.example.odd"), TH_STR("oddities"),
            TH_STR("1.0.0"), TH_STR("MIT"), start, NULL, NULL};

        const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
        """#

    private static let place = "/properties/days/minimum"

    private static func compile(into folder: URL) async throws {
        let plugins = folder.appending(path: "plugins")
        try FileManager.default.createDirectory(at: plugins, withIntermediateDirectories: true)
        let file = folder.appending(path: "odd.c")
        try source.write(to: file, atomically: true, encoding: .utf8)
        let header = SourceTree.root.appending(path: "Sources/ToolABI/include").path
        let made = try await FinishedProcess.run(
            "/usr/bin/env",
            ["cc", "-std=c11", "-shared", "-fPIC", "-fvisibility=hidden", "-I", header, file.path]
                + ["-o", plugins.appending(path: "odd.so").path],
            in: folder
        )
        #expect(made.status == 0, "\(made.errors)")
    }

    private static func run(_ arguments: [String], in folder: URL) async throws -> FinishedProcess {
        try await FinishedProcess.run(
            BuiltHost.executable.path, arguments,
            environment: RunningHost.settings(for: folder).merging(["LOG_FORMAT": "json"]) { $1 }, in: folder)
    }

    @Test func `a faulty schema keeps its tool out, with place and reason, and no other`() async throws {
        try await RunningHost.with(prepare: { try await Self.compile(into: $0) }) { host in
            let listed = try #require(try JSONValue(parsing: await host.get("/tools?all=true").output).array)
            let health = try JSONValue(parsing: await host.get("/health").output)
            #expect(health["status"] == "healthy")
            let refused = try #require(listed.first { $0["name"] == "faulty" })
            #expect(health["quarantined"] == [refused])
            let why = try #require(refused["quarantined"])
            #expect(why["code"] == "invalid_schema")
            #expect(why["pointer"] == .string(Self.place))
            #expect(why["reason"]?.string?.contains("must be a number") == true, "\(why)")

            let call = try await host.post("/call", #"{"action":"plain"}"#)
            #expect(try JSONValue(parsing: call.output)["result"] == "called")

            let tools = try await Self.run(["tools"], in: host.folder)
            #expect(tools.output.contains("refused: faulty [oddities] invalid_schema at \(Self.place): "))
            #expect(tools.output.contains("shown to models: /properties/zeta/pattern: shown as ^[0-9]+$"))
            let record = tools.errors.split(separator: "\n").first { $0.contains("tool quarantined") }
            #expect(record?.contains(Self.place) == true, "\(tools.errors)")
        }
    }

    @Test func `the prompt is the same bytes in every run, the tools and keys in their authors' order`()
        async throws
    {
        try await RunningHost.withFolder { folder in
            try await Self.compile(into: folder)
            let first = try await Self.run(["prompt"], in: folder)
            #expect(first.status == 0, "\(first.errors)")
            for _ in 0..<3 {
                #expect(try await Self.run(["prompt"], in: folder).output == first.output)
            }
            let tools = try #require(try JSONValue(parsing: first.output)["tools"]?.array)
            let names = tools.compactMap { $0["function"]?["name"]?.string }
            #expect(Array(names.suffix(2)) == ["odd", "plain"])
            #expect(!names.contains("faulty"))
            let shown = tools.first { $0["function"]?["name"] == "odd" }?["function"]?["parameters"]
            let any = ["string", "number", "boolean", "object", "null"].map { #"{"type":"\#($0)"}"# }
            #expect(
                shown?.jsonText()
                    == #"{"type":"object","properties":{"zeta":{"type":"string","pattern":"^[0-9]+$"},"#
                    + #""list":{"type":"array","items":{"anyOf":[\#(any.joined(separator: ","))]}},"#
                    + #""alpha":{"type":"string"}}}"#)
        }
    }

    @Test func `the difference to what the author wrote can be seen`() async throws {
        try await RunningHost.withFolder { folder in
            try await Self.compile(into: folder)
            let difference = try await Self.run(["prompt", "--diff"], in: folder).output
            #expect(
                difference.contains("\nodd\n# /properties/zeta/pattern: shown as ^[0-9]+$: "), "\(difference)"
            )
            let lines = difference.split(separator: "\n")
            #expect(lines.contains(#"-      "pattern": "^\\d+$""#), "\(difference)")
            #expect(lines.contains(#"+      "pattern": "^[0-9]+$""#), "\(difference)")
            #expect(lines.contains(#"   "type": "object","#), "\(difference)")
            #expect(!lines.contains("plain"))
            let taught = try await Self.run(["prompt", "--diff", "--format", "action"], in: folder).output
            #expect(taught == "In the dialect action_json every schema is shown as its author wrote it.\n")
        }
    }
}
