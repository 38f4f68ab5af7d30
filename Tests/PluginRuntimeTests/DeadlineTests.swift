// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import PluginRuntime
import TestSupport
import Testing
import ToolModel

@Suite(.timeLimit(.minutes(10))) struct DeadlineTests {
    /// Long enough for the tool to be running by then on any machine.
    private static let limit = Duration.seconds(2)

    private static func settle(_ settings: inout PluginSettings) {
        settings.toolTimeout = limit
        // Longer than the test: ending the process is a test of its own.
        settings.limits.cancelGrace = .seconds(600)
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a call past its deadline is answered, its lane closed until it comes back`(home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with(
            "overrun", "hello", in: home, settle: Self.settle
        ) { fixture async throws in
            let fifo = fixture.inSandbox("fifo")
            mkfifo(fifo, 0o600)
            let stalled = PluginError.toolTimeout(tool: "stall_long", limit: Self.limit)
            #expect(await fixture.error(of: "stall_long", ["fifo": .string(fifo)]) == stalled)
            #expect(stalled.code == "tool_timeout")
            #expect(stalled.message == "The tool \"stall_long\" did not answer within 2 s.")

            for tool in ["stall_long", "beside"] {
                let blocked = PluginError.toolUnavailable(
                    tool: tool, reason: "an earlier call is past its deadline and has not come back")
                #expect(await fixture.error(of: tool, ["fifo": .string(fifo)]) == blocked)
            }
            #expect(try await fixture.call("apart").text == "hello")
            #expect(try await fixture.call("hello").text == "hello")

            let held = holdOpen(fifo)
            defer { close(held) }
            var error = await fixture.error(of: "beside")
            while error?.code == "tool_unavailable" {
                await Task.yield()
                error = await fixture.error(of: "beside")
            }
            #expect(error == nil)
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a call that waits behind one that overruns is answered with it`(home: PluginIsolation) async throws
    {
        try await PluginFixture.with(
            "overrun", in: home, settle: Self.settle
        ) { fixture async throws in
            let fifo = fixture.inSandbox("fifo")
            mkfifo(fifo, 0o600)
            let started = Gate()
            async let stalled = fixture.error(
                ofCallThatReports: "stall_long", ["fifo": .string(fifo)], to: started)
            try await started.wait()
            #expect(await fixture.error(of: "beside")?.code == "tool_unavailable")
            #expect(await stalled?.code == "tool_timeout")
            close(holdOpen(fifo))
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `the setting limits tools that state no limit of their own`(home: PluginIsolation) async throws {
        try await PluginFixture.with("overrun", in: home, settle: { $0.toolTimeout = .milliseconds(50) }) {
            fixture async throws in
            let fifo = fixture.inSandbox("fifo")
            mkfifo(fifo, 0o600)
            #expect(
                await fixture.error(of: "stall_long", ["fifo": .string(fifo)])
                    == .toolTimeout(tool: "stall_long", limit: .milliseconds(50)))
            close(holdOpen(fifo))
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a limit that the tool states for itself wins`(home: PluginIsolation) async throws {
        try await PluginFixture.with("overrun", in: home) { fixture async throws in
            let fifo = fixture.inSandbox("fifo")
            mkfifo(fifo, 0o600)
            #expect(
                await fixture.error(of: "stall", ["fifo": .string(fifo)])
                    == .toolTimeout(tool: "stall", limit: .milliseconds(100)))
            close(holdOpen(fifo))
        }
    }

    @Test(arguments: ["wait_with_poll", "wait_in_loop", "wait_in_stream"], PluginIsolation.allCases)
    func `a caller that leaves cancels the call`(tool: String, home: PluginIsolation) async throws {
        try await PluginFixture.with("cancellable", "hello", in: home) { fixture async throws in
            let started = Gate()
            let call = Task { try await fixture.call(tool) { _ in started.open() } }
            try await started.wait()
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            // The tool gave up by itself, so that its lane is free for the next call, cancelled as well.
            let again = Gate()
            let next = Task { try await fixture.call(tool) { _ in again.open() } }
            try await again.wait()
            next.cancel()
            await #expect(throws: CancellationError.self) { try await next.value }
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a call that is cancelled before it starts never reaches the tool`(home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with("overrun", in: home) { fixture async throws in
            let fifo = fixture.inSandbox("fifo")
            mkfifo(fifo, 0o600)
            let started = Gate()
            let first = Task {
                try await fixture.call("stall_long", ["fifo": .string(fifo)]) { _ in started.open() }
            }
            try await started.wait()
            let second = Task { try await fixture.call("beside") { _ in Issue.record("it ran") } }
            second.cancel()
            await #expect(throws: CancellationError.self) { try await second.value }
            let held = holdOpen(fifo)
            defer { close(held) }
            #expect(try await first.value.text == "in time")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a cancelled task does not start a call`(home: PluginIsolation) async throws {
        try await PluginFixture.with("hello", in: home) { fixture async throws in
            let gate = Gate()
            let call = Task {
                try? await gate.wait()
                return try await fixture.call("hello")
            }
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `at the end running calls are told to stop and their callers answered`(home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with(
            "cancellable", "overrun", in: home, settle: { $0.limits.shutdownGrace = .milliseconds(100) }
        ) { fixture async throws in
            let fifo = fixture.inSandbox("fifo")
            mkfifo(fifo, 0o600)
            let (polite, deaf) = (Gate(), Gate())
            async let first = fixture.error(ofCallThatReports: "wait_with_poll", [:], to: polite)
            async let second = fixture.error(
                ofCallThatReports: "stall_long", ["fifo": .string(fifo)], to: deaf)
            try await polite.wait()
            try await deaf.wait()
            await fixture.host.shutdown()
            let politeError = await first
            #expect(politeError?.code == "shutting_down")
            #expect(await second == .shuttingDown)
            #expect(await fixture.error(of: "beside") == .shuttingDown)
            close(holdOpen(fifo))
        }
    }
}

/// Lets a reader of the FIFO go, which may come later than this.
private func holdOpen(_ fifo: String) -> Int32 {
    open(fifo, O_RDWR)
}

extension PluginFixture {
    /// The error of a call, which opens `gate` when the tool reports progress for the first time.
    fileprivate func error(
        ofCallThatReports tool: String, _ arguments: JSONObject, to gate: Gate
    ) async -> PluginError? {
        do {
            _ = try await call(tool, arguments) { _ in gate.open() }
            return nil
        } catch {
            return error as? PluginError
        }
    }
}
