// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Synchronization
import Testing
import ToolKit

/// Names the thread that runs.
private func thread() -> UInt { UInt(bitPattern: pthread_self().hashValue) }

private func tool(_ body: @escaping @Sendable (ToolArguments, ToolContext) async throws -> ToolOutput) -> Tool
{
    .async(name: "tool", description: "Does.", input: ["type": "object"], body: body)
}

/// Runs a tool on a thread that it may block, as a host does.
private func call(
    _ tool: Tool, context: ToolContext = .testing()
) async -> (result: Result<ToolOutput, any Error>, thread: UInt) {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread {
            let result = Result { try tool.call(["a": 1], context: context) }
            continuation.resume(returning: (result, thread()))
        }
    }
}

@Suite struct AsyncToolTests {
    @Test func `the body and its children run on the thread of the call`() async throws {
        let threads = Mutex<Set<UInt>>([])
        let shared = Shared(threads: threads)
        let (result, own) = await call(
            tool { arguments, _ in
                shared.note()
                await Task.yield()
                shared.note()
                async let sum = shared.sum(1, 2)
                let total = await sum
                return "\(total) \(try arguments.require("a", as: Int.self))"
            })
        #expect(try result.get().text == "3 1")
        #expect(shared.seen == [own])
    }

    @Test func `the body may wait for what other threads do`() async throws {
        let (result, _) = await call(
            tool { _, _ in
                let text = await withCheckedContinuation { continuation in
                    Thread.detachNewThread { continuation.resume(returning: "from afar") }
                }
                return ToolOutput(text: text)
            })
        #expect(try result.get().text == "from afar")
    }

    @Test func `what the body throws is thrown`() async {
        let (result, _) = await call(tool { _, _ in throw ToolFailure("No.", code: "no") })
        #expect(throws: ToolFailure("No.", code: "no")) { try result.get() }
    }
}

/// Remembers which threads came by.
private final class Shared: Sendable {
    private let threads: Mutex<Set<UInt>>

    init(threads: consuming Mutex<Set<UInt>>) {
        self.threads = threads
    }

    var seen: Set<UInt> { threads.withLock { $0 } }

    func note() { threads.withLock { _ = $0.insert(thread()) } }

    func sum(_ left: Int, _ right: Int) async -> Int {
        note()
        return left + right
    }
}
