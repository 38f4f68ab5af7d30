// SPDX-License-Identifier: Apache-2.0

import CWorker
import Foundation
import Synchronization
import Testing
import ToolModel

@testable import PluginRuntime

/// The host's side of a channel whose other side says anything.
///
/// 200 000 messages, or as many as TOOLHOST_FUZZ_INPUTS says; `make fuzz` runs millions.
@Suite struct FrameFuzzTests {
    static let inputs =
        ProcessInfo.processInfo.environment["TOOLHOST_FUZZ_INPUTS"].flatMap { Int($0) } ?? 200_000

    private static let messagesPerSession = 50

    @Test(arguments: UInt64(1)...20)
    func `whatever a process sends, each call has one answer, and nothing of it is too large`(seed: UInt64)
        throws
    {
        var frames = DamagedFrames(seed: seed, calls: 1...4)
        for _ in 0..<(Self.inputs / 20 / Self.messagesPerSession) {
            let session = FuzzedSession(stage: Int.random(in: 0..<5, using: &frames.generator))
            for _ in 0..<Self.messagesPerSession { try session.take(frames.next()) }
            try session.end()
        }
    }

    @Test(arguments: UInt64(21)...24)
    func `whatever a host sends, a worker reads it or refuses it`(seed: UInt64) {
        var frames = DamagedFrames(seed: seed, calls: 1...4)
        let rules = FrameRules(payloadLimit: Outbox.limitBytes)
        for _ in 0..<(Self.inputs / 20) {
            let message = frames.next()
            guard
                let kind = try? rules.kind(
                    of: message.header, size: message.size, faults: message.faults,
                    hasDescriptor: message.hasDescriptor)
            else { continue }
            switch kind {
            case .load: _ = try? LoadMessage(message.payload)
            case .begin: _ = try? BeginMessage(message.payload)
            case .call:
                guard let call = try? CallMessage(message.payload) else { continue }
                var arguments = call.arguments
                _ = arguments.plainText(of: "a", in: CallArena(limit: 1 << 16))
                _ = arguments.member("a")
            default: break
            }
        }
    }
}

/// What became of a session.
private final class Tally: Sendable {
    let answers = Mutex<[UInt64: Int]>([:])
    let ends = Mutex(0)
    let kills = Mutex(0)
}

/// A session whose process is the test.
private final class FuzzedSession: Sendable {
    private let session: WorkerSession
    private let limits: PluginLimits
    private let tally = Tally()
    private let calls: ClosedRange<UInt64> = 1...4

    /// A session that has been taken so far: confining, loading, loaded, beginning, or with calls that run.
    init(stage: Int) {
        let limits = PluginLimits(toolsPerPlugin: 10, resultBytes: 1 << 16, resultParts: 8)
        self.limits = limits
        let tally = self.tally
        session = WorkerSession(
            path: "/plugins/a.so", limits: limits, log: { _, _ in }, onTools: { _, _ in },
            onEnd: { _, _ in tally.ends.withLock { $0 += 1 } })
        session.attach(
            WorkerLink(send: { _ in true }, kill: { _ in tally.kills.withLock { $0 += 1 } }, look: { _ in }))
        guard stage > 0 else { return }
        let enforcement = ConfinementEnforcement(landlock: 7, filtersCalls: true, countsThreads: true)
        session.receive(.frame(Frame(kind: .confined, payload: enforcement.payload)))
        guard stage > 1 else { return }
        let identity = PluginIdentity(
            id: "org.example.a", name: "a", version: "1", license: nil, builtFor: 0x10000)
        session.receive(.frame(Frame(kind: .loaded, payload: identity.payload)))
        guard stage > 2 else { return }
        session.order(
            BeginMessage(folders: PluginFolders(sandbox: "/s", data: "/d", cache: "/c"), values: [:]))
        guard stage > 3 else { return }
        session.receive(.frame(Frame(kind: .ready, payload: ReadyMessage(tools: [], faults: []).payload)))
        for number in calls { start(number) }
        session.cancel(2)
    }

    private func start(_ number: UInt64) {
        let call = WorkerSession.Call(tool: "t", onProgress: { _ in }) { [self] result in
            tally.answers.withLock { $0[number, default: 0] += 1 }
            guard case .success(let reply) = result else { return }
            #expect(reply.result.content.count <= limits.resultParts)
        }
        if session.start(number, [], call) != .taken { Issue.record("the session does not take calls") }
    }

    func take(_ message: DamagedFrames.Message) throws {
        let rules = FrameRules(payloadLimit: limits.frameBytes)
        do throws(FrameFault) {
            let kind = try rules.kind(
                of: message.header, size: message.size, faults: message.faults,
                hasDescriptor: message.hasDescriptor)
            let frame = Frame(kind: kind, number: message.header.number, payload: message.payload)
            session.receive(.frame(frame))
        } catch {
            #expect(!error.reason.isEmpty)
        }
        guard let ready = try? ReadyMessage(message.payload, toolLimit: limits.toolsPerPlugin) else { return }
        let inspector = ToolInspector(limits: limits)
        for report in ready.tools { _ = try? inspector.inspect(report) }
    }

    /// The process ends: what has no answer yet gets one.
    func end() throws {
        let hadNone = tally.answers.withLock { $0 }.isEmpty
        session.receive(.ended(WorkerEnd(signal: 9, status: 0, killed: nil)))
        try #require(tally.ends.withLock { $0 } == 1)
        let counts = tally.answers.withLock { $0 }
        try #require(counts.values.allSatisfy { $0 == 1 }, "\(counts)")
        try #require(counts.isEmpty && hadNone || counts.count == calls.count, "\(counts)")
    }
}
