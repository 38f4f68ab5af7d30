// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

@Suite(.timeLimit(.minutes(10))) struct DroppedPluginTests {
    /// A plugin by somebody who has nothing but the header.
    private static let source = #"""
        #include "toolhost.h"

        static th_status add(void *context, th_call *call) {
            int64_t left = 0, right = 0;
            char text[32];
            int digits = 0;
            uint64_t sum;
            (void)context;
            if (th_argument_integer(call, "left", &left) != TH_OK || th_argument_integer(call, "right", &right) != TH_OK)
                return th_fail(call, "bad_number", "Both numbers must be whole.");
            if (left < 0 || right < 0)
                return th_fail(call, "negative", "This tool adds numbers from 0 on.");
            sum = (uint64_t)left + (uint64_t)right;
            do { text[31 - digits++] = (char)('0' + sum % 10); sum /= 10; } while (sum > 0);
            return th_write(call, (th_str){text + 32 - digits, (size_t)digits});
        }

        static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
            th_tool tool = th_tool_make("add", "Adds two whole numbers from 0 on.",
                "{\"type\":\"object\",\"properties\":{\"left\":{\"type\":\"integer\"},\"right\":{\"type\":\"integer\"}},"
                "\"required\":[\"left\",\"right\"],\"additionalProperties\":false}", add);
            (void)host;
            (void)instance;
            return th_add_tool(registrar, &tool);
        }

        static const th_plugin plugin = {TH_PLUGIN_HEADER, TH_STR("org.example.adder"), TH_STR("adder"),
            TH_STR("1.0.0"), TH_STR("MIT"), start, NULL, NULL};

        const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
        """#

    private static func compile(into folder: URL) async throws {
        let plugins = folder.appending(path: "plugins")
        try FileManager.default.createDirectory(at: plugins, withIntermediateDirectories: true)
        let file = folder.appending(path: "adder.c")
        try source.write(to: file, atomically: true, encoding: .utf8)
        let header = SourceTree.root.appending(path: "Sources/ToolABI/include").path
        let made = try await FinishedProcess.run(
            "/usr/bin/env",
            ["cc", "-std=c11", "-shared", "-fPIC", "-fvisibility=hidden", "-I", header, file.path]
                + ["-o", plugins.appending(path: "adder.so").path],
            in: folder
        )
        #expect(made.status == 0, "\(made.errors)")
    }

    @Test func `a plugin in C that is dropped into a folder is listed and answers`() async throws {
        try await RunningHost.with(prepare: { try await Self.compile(into: $0) }) { host in
            let tools = try JSONValue(parsing: try await host.get("/tools").output).array ?? []
            let tool = try #require(tools.first { $0["name"] == "add" })
            #expect(tool["plugin"] == "adder")
            #expect(tool["description"] == "Adds two whole numbers from 0 on.")

            let sum = try await host.post("/call", #"{"action":"add","params":{"left":40,"right":2}}"#)
            #expect(try JSONValue(parsing: sum.output)["result"] == "42")

            let refusal = try await host.post("/call", #"{"action":"add","params":{"left":-1,"right":2}}"#)
            let error = try JSONValue(parsing: refusal.output)
            #expect(error["code"] == "tool_failed")
            #expect(error["error"] == "This tool adds numbers from 0 on.")

            let wrong = try await host.post("/call", #"{"action":"add","params":{"left":"x"}}"#)
            #expect(try JSONValue(parsing: wrong.output)["code"] == "invalid_arguments")
        }
    }

    @Test func `a model's call reaches it and the answer comes back`() async throws {
        try await RunningHost.withFolder { folder in
            let script = folder.appending(path: "script.jsonl")
            let call = #"{\"action\":\"add\",\"params\":{\"left\":1,\"right\":2}}"#
            try #"{"content":["Let me add. ","\#(call)"]}"#.appending(
                "\n" + #"{"content":["It is 3."]}"# + "\n"
            )
            .write(to: script, atomically: true, encoding: .utf8)
            try await RunningModel.with(script: script) { model in
                try await RunningHost.with(upstream: model.url, prepare: { try await Self.compile(into: $0) })
                { host in
                    let body = #"{"messages":[{"role":"user","content":"1+2?"}],"execute":true}"#
                    let events = try ServerSentEvents.values(in: try await host.post("/chat", body).output)
                    #expect(
                        events.compactMap { $0["type"]?.string }.filter { $0 != "usage" }.withoutNeighbours
                            == [
                                "chunk", "action", "result", "chunk", "done",
                            ])
                    #expect(events.first { $0["type"] == "result" }?["data"]?["result"] == "3")
                    #expect(events.last?["data"]?["finishReason"] == "stop")
                }
            }
        }
    }
}

extension [String] {
    /// The elements without repetitions of the one before.
    fileprivate var withoutNeighbours: [String] {
        reduce(into: []) { kept, next in
            if kept.last != next { kept.append(next) }
        }
    }
}
