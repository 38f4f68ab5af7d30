// SPDX-License-Identifier: Apache-2.0

import JSON
import PluginRuntime
import Testing
import ToolModel

@Suite(.timeLimit(.minutes(10))) struct ConcurrencyTests {
    @Test(arguments: PluginIsolation.allCases)
    func `calls of a reentrant tool run at the same time`(home: PluginIsolation) async throws {
        try await PluginFixture.with("concurrency", in: home) { fixture async throws in
            async let first = fixture.call("meet")
            async let second = fixture.call("meet")
            #expect(try await [first.text, second.text] == ["met", "met"])
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `tools that are serial in their plugin exclude each other`(home: PluginIsolation) async throws {
        try await PluginFixture.with("concurrency", in: home) { fixture async throws in
            let seen = try await withThrowingTaskGroup { group in
                for index in 0..<200 {
                    group.addTask {
                        try await fixture.call(index.isMultiple(of: 2) ? "count" : "count_too").text
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(seen == ["1"])
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `every one of many callers gets one answer, over the limit a refusal`(home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with("concurrency", in: home, settle: { $0.limits.waitingCalls = 8 }) {
            fixture async throws in
            let codes = await withTaskGroup { group in
                for _ in 0..<500 {
                    group.addTask { await fixture.error(of: "count")?.code ?? "answered" }
                }
                return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(codes.values.reduce(0, +) == 500)
            #expect(Set(codes.keys).isSubset(of: ["answered", "tool_unavailable"]))
            #expect(codes["answered", default: 0] >= 9)
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `more reentrant calls than threads all come to an end`(home: PluginIsolation) async throws {
        try await PluginFixture.with("concurrency", in: home, settle: { $0.limits.runningCalls = 2 }) {
            fixture async throws in
            let count = try await withThrowingTaskGroup { group in
                for _ in 0..<50 { group.addTask { try await fixture.call("meet").text } }
                return try await group.reduce(into: 0) { count, _ in count += 1 }
            }
            #expect(count == 50)
        }
    }
}
