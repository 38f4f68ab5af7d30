// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import JSON
import PluginRuntime
import TestSupport
import Testing
import ToolModel

@Suite(.timeLimit(.minutes(10))) struct WorkerLifeTests {
    @Test func `a process that runs no call ends, and the next call has a new one`() async throws {
        try await PluginFixture.with(
            "echoes", in: .worker, settle: { $0.limits.workerIdle = .milliseconds(1) }
        ) { fixture async throws in
            var seen: Set<String> = []
            while seen.count < 3 { seen.insert(try await fixture.call("pid").text) }
        }
    }

    @Test func `no process stays when the host has shut down`() async throws {
        var process: Int32?
        try await PluginFixture.with("echoes", in: .worker) { fixture async throws in
            process = Int32(try await fixture.call("pid").text)
        }
        let number = try #require(process)
        #expect(kill(number, 0) != 0)
    }

    @Test func `a program that is no worker is told by name`() async throws {
        try await PluginFixture.with(
            "echoes", in: .worker, settle: { $0.worker = WorkerSettings(executable: "/no/worker") }
        ) { fixture async throws in
            #expect(
                fixture.host.registry.quarantined.map(\.reason)
                    == [
                        "The program that runs plugins cannot be started: /no/worker: No such file or directory."
                    ])
        }
    }

    @Test func `a worker that was replaced under the host's feet is refused by what it registers`()
        async throws
    {
        let log = RecordedLog()
        try await PluginFixture.with(
            "echoes", "hello", in: .worker, settle: { $0.limits.workerIdle = .milliseconds(1) }, log: log
        ) { fixture async throws in
            #expect(try await fixture.call("echo").text == "{}")
            let path = fixture.path("echoes.so")
            let other = try Data(contentsOf: URL(filePath: fixture.path("hello.so")))
            try other.write(to: URL(filePath: path), options: .atomic)
            var error = await fixture.error(of: "echo")
            while error == nil { error = await fixture.error(of: "echo") }
            #expect(
                error
                    == .toolUnavailable(
                        tool: "echo", reason: "its plugin's process could not be started again"))
            #expect(
                log.records.last { $0.message == "plugin did not start again" }?.metadata["reason"]
                    == "The plugin \(path) did not start: it does not register what it did before; restart the host "
                    + "to use it.")
        }
    }

    /// The number of kills; TOOLHOST_TEST_KILLS asks for more than the usual few.
    private static let kills =
        ProcessInfo.processInfo.environment["TOOLHOST_TEST_KILLS"].flatMap(Int.init) ?? 30

    @Test func `whenever its process is killed, each caller gets one answer`() async throws {
        let callers = 50
        try await PluginFixture.with("echoes", in: .worker, settle: { $0.limits.crashes = .max }) {
            fixture async throws in
            let isOver = Gate()
            let outcomes = await withTaskGroup(of: [String: Int].self) { group in
                for caller in 0..<callers {
                    group.addTask { await fixture.callOver(caller: caller, until: isOver) }
                }
                var generator = SeededGenerator(seed: 6)
                for _ in 0..<Self.kills {
                    // Some calls in between, as many as chance has it.
                    for _ in 0..<Int.random(in: 0...20, using: &generator) {
                        _ = await fixture.error(of: "echo")
                    }
                    guard let process = try? await fixture.call("pid").text, let number = Int32(process)
                    else {
                        continue
                    }
                    kill(number, SIGKILL)
                }
                isOver.open()
                return await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
            }
            #expect(Set(outcomes.keys).isSubset(of: ["answer", "plugin_crashed", "tool_unavailable"]))
            #expect((outcomes["answer"] ?? 0) >= callers)
            #expect(try await fixture.call("echo").text == "{}")
        }
    }
}

extension PluginFixture {
    /// Calls until `isOver` says so, at least once with success, and counts the outcomes by their codes.
    fileprivate func callOver(caller: Int, until isOver: Gate) async -> [String: Int] {
        var outcomes: [String: Int] = [:]
        var turn = 0
        repeat {
            turn += 1
            let arguments: JSONObject = [
                "caller": .number(JSONNumber(caller)), "turn": .number(JSONNumber(turn)),
            ]
            do {
                let result = try await call("echo", arguments)
                #expect(result.structured == .object(arguments))
                outcomes["answer", default: 0] += 1
            } catch {
                outcomes[(error as? PluginError)?.code ?? "\(error)", default: 0] += 1
            }
        } while !isOver.isOpen || outcomes["answer"] == nil
        return outcomes
    }
}
