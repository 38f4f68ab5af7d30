// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Synchronization
import TestSupport
import Testing
import ToolModel

@testable import PluginRuntime

/// A call that ends when the test says so, or when it is told to stop.
private final class HeldWork: CallWork {
    let hasStarted = Gate()
    private let end = Mutex<CallEnd?>(nil)

    func start(deadline: ContinuousClock.Instant, end: CallEnd) {
        self.end.withLock { $0 = end }
        hasStarted.open()
    }

    func finish(_ result: Result<BackendReply, any Error> = .success(HeldWork.reply)) {
        end.withLock { $0.take() }?(result)
    }

    func cancel() { finish(.failure(PluginError.shuttingDown)) }

    func overrun() { cancel() }

    static let reply = BackendReply(result: ToolResult(text: "old"), failureCode: nil)
}

/// Calls of one plugin with a lane for all.
private struct Caller: Sendable {
    let engine = CallEngine(runningCalls: 4, waitingCalls: 4)

    func call(_ work: HeldWork) async throws -> String {
        let invocation = Invocation(
            lane: CallSchedule.Lane(plugin: 0, tool: nil), isReentrant: false,
            tool: "held", timeout: .seconds(600), work: work)
        return try await engine.run(invocation).result.text
    }

    /// The error that a call ends with.
    func outcome(of work: HeldWork) async -> PluginError? {
        do {
            _ = try await call(work)
            return nil
        } catch {
            return error as? PluginError
        }
    }

    func retire(within limit: Duration) async {
        await engine.retire(within: limit) { .toolUnavailable(tool: $0, reason: "retired") }
    }
}

/// The version that a call was looked up in, replaced before the call reaches it.
private struct ReplacedBackend: PluginBackend {
    let replace: @Sendable () -> Void

    func run(_ request: BackendRequest) async throws -> BackendReply {
        replace()
        throw RetiredBackend()
    }
}

private struct NewBackend: PluginBackend {
    func run(_ request: BackendRequest) async throws -> BackendReply {
        BackendReply(result: ToolResult(text: "new"), failureCode: nil)
    }
}

@Suite(.timeLimit(.minutes(10))) struct RetirementTests {
    @Test func `calls that run or wait come to their end, those that arrive are sent back`() async throws {
        let caller = Caller()
        let (running, waiting) = (HeldWork(), HeldWork())
        async let first = caller.call(running)
        try await running.hasStarted.wait()
        async let second = caller.call(waiting)
        while caller.engine.callCount < 2 { await Task.yield() }
        async let retirement: Void = caller.retire(within: .seconds(600))
        while !caller.engine.isRetired { await Task.yield() }
        await #expect(throws: RetiredBackend.self) { try await caller.call(HeldWork()) }
        running.finish()
        #expect(try await first == "old")
        try await waiting.hasStarted.wait()
        waiting.finish()
        #expect(try await second == "old")
        await retirement
    }

    @Test func `at the end of its time the calls that are left are answered and told to stop`() async throws {
        let caller = Caller()
        let running = HeldWork()
        async let outcome = caller.outcome(of: running)
        try await running.hasStarted.wait()
        await caller.retire(within: .zero)
        #expect(await outcome == .toolUnavailable(tool: "held", reason: "retired"))
    }

    @Test func `an engine without calls retires at once`() async throws {
        let caller = Caller()
        await caller.retire(within: .seconds(600))
        await #expect(throws: RetiredBackend.self) { try await caller.call(HeldWork()) }
    }

    @Test func `a call whose plugin is replaced under way goes to the new version`() async throws {
        let host = try PluginHost(tools: [], logger: RecordedLog().logger)
        let schema = try Schema(compiling: ["type": "object"])
        func registry(_ backend: any PluginBackend) -> ToolRegistry {
            let definition = ToolDefinition(
                name: "which", description: "A tool of a test.", inputSchema: schema.source)
            return ToolRegistry(tools: [
                RegisteredTool(
                    definition: definition, plugin: "versioned", isolation: .worker, confinement: nil,
                    inputSchema: schema,
                    outputSchema: nil, timeout: nil, nameInPlugin: "which", backend: backend)
            ])
        }
        let new = registry(NewBackend())
        host.state.withLock { state in
            state.registry = registry(ReplacedBackend { host.state.withLock { $0.registry = new } })
        }
        #expect(try await host.call("which", arguments: [:], id: "call_1").result.text == "new")
        host.state.withLock { state in
            state.registry = registry(
                ReplacedBackend { host.state.withLock { $0.registry = ToolRegistry() } })
        }
        await #expect(throws: PluginError.unknownTool(name: "which", nearest: [])) {
            try await host.call("which", arguments: [:], id: "call_2")
        }
    }
}
