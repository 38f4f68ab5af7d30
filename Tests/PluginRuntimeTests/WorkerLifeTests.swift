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

    @Test func `a process that starts again registers what the first did, or is not used`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with(
            "fickle", in: .worker, settle: { $0.limits.workerIdle = .milliseconds(1) }, log: log
        ) { fixture async throws in
            let name = try #require(fixture.host.registry.tools.first?.definition.name)
            var error = await fixture.error(of: name)
            while error == nil { error = await fixture.error(of: name) }
            #expect(
                error
                    == .toolUnavailable(
                        tool: name, reason: "its plugin's process could not be started again"))
            #expect(
                log.records.last { $0.message == "plugin did not start again" }?.metadata["reason"]
                    == "The plugin \(fixture.path("fickle.so")) did not start: it does not register what it did "
                    + "before.")
        }
    }

    /// The number of kills; TOOLHOST_TEST_KILLS asks for more than the usual few.
    private static let kills =
        ProcessInfo.processInfo.environment["TOOLHOST_TEST_KILLS"].flatMap(Int.init) ?? 30

    private static let callers = 50

    @Test func `whenever its process is killed, each caller gets one answer, and nothing is left`() async {
        // In a process of its own, where nothing else is counted.
        await #expect(processExitsWith: .success) {
            try await PluginFixture.with("echoes", in: .worker, settle: { $0.limits.crashes = .max }) {
                fixture async throws in
                // The first ones make what stays, such as the threads of pools.
                _ = try await fixture.kill(times: 10, under: Self.callers)
                let before = try await fixture.resources(atMost: nil)
                let outcomes = try await fixture.kill(times: Self.kills, under: Self.callers)
                #expect(Set(outcomes.keys).isSubset(of: ["answer", "plugin_crashed", "tool_unavailable"]))
                #expect((outcomes["answer"] ?? 0) >= Self.callers)
                let after = try await fixture.resources(atMost: before)
                #expect(after.isAtMost(before), "\(after), before \(before), \(outcomes)")
            }
        }
    }
}

/// What this process holds of the system.
private struct Resources: CustomStringConvertible {
    let descriptors: Int
    let threads: Int
    let children: Int
    let residentMiB: Int

    /// By how much the system's pools may have grown; what is left of each kill would be more.
    static let threadSlack = 8
    /// What malloc may keep of calls that have come and gone, in MiB; AddressSanitizer keeps much of what is freed.
    static let memorySlack = Sanitizer.isPresent ? 1024 : 16

    init() throws {
        func count(_ name: String) throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/\(name)").count
        }
        descriptors = try count("fd")
        threads = try count("task")
        children = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").reduce(0) {
            // A thread may have ended since.
            let list = try? String(contentsOfFile: "/proc/self/task/\($1)/children", encoding: .utf8)
            return $0 + (list ?? "").split(separator: " ").count
        }
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        residentMiB = ((Int(pages[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE))) >> 20
    }

    func isAtMost(_ other: Resources) -> Bool {
        descriptors <= other.descriptors && threads <= other.threads + Self.threadSlack
            && children <= other.children
            && residentMiB <= other.residentMiB + Self.memorySlack
    }

    var description: String {
        "\(descriptors) descriptors, \(threads) threads, \(children) children, \(residentMiB) MiB"
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

    /// Kills the process at random moments while many call, and counts what they got.
    fileprivate func kill(times: Int, under callers: Int) async throws -> [String: Int] {
        let isOver = Gate()
        return await withTaskGroup(of: [String: Int].self) { group in
            for caller in 0..<callers {
                group.addTask { await callOver(caller: caller, until: isOver) }
            }
            var generator = SeededGenerator(seed: 6)
            var killed = 0
            while killed < times {
                // Some calls in between, as many as chance has it.
                for _ in 0..<Int.random(in: 0...20, using: &generator) { _ = await error(of: "echo") }
                guard let process = try? await call("pid").text, let number = Int32(process) else { continue }
                Glibc.kill(number, SIGKILL)
                killed += 1
            }
            isOver.open()
            return await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        }
    }

    /// What is held when all is quiet: what a process had is given back right after its end.
    fileprivate func resources(atMost limit: Resources?) async throws -> Resources {
        var found = try Resources()
        for _ in 0..<2000 {
            _ = try await call("echo")
            let next = try Resources()
            if let limit, next.isAtMost(limit) { return next }
            found = next
        }
        return found
    }
}
