// SPDX-License-Identifier: Apache-2.0

import ChatModel
import TestSupport
import Testing
import ToolLoop

@Suite(.timeLimit(.minutes(10))) struct EventMailboxTests {
    @Test func `the reader takes all that has come in at once`() async throws {
        let mailbox = EventMailbox()
        try await mailbox.send([.text("a")])
        try await mailbox.send([.text("b"), .text("c")])
        mailbox.finish()
        #expect(await mailbox.next() == [.text("a"), .text("b"), .text("c")])
        #expect(await mailbox.next() == nil)
        #expect(await mailbox.next() == nil)
    }

    @Test func `events keep their order whatever the timing`() async throws {
        let mailbox = EventMailbox(limitBytes: 1000)
        let sent = (0..<5000).map { ChatEvent.text("\($0)") }
        let received = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for event in sent { try await mailbox.send([event]) }
                mailbox.finish()
            }
            var received: [ChatEvent] = []
            while let batch = await mailbox.next() { received += batch }
            try await group.waitForAll()
            return received
        }
        #expect(received == sent)
    }

    @Test func `the writer waits while too much lies unread`() async throws {
        let mailbox = EventMailbox(limitBytes: 10)
        let isSent = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await mailbox.send([.text("over the limit")])
                isSent.open()
            }
            #expect(await mailbox.next() == [.text("over the limit")])
            try await isSent.wait()
        }
        #expect(mailbox.offer(.text("over the limit")))
        #expect(!mailbox.offer(.text("x")))
    }

    @Test func `a nudge wakes the reader with an empty batch`() async throws {
        let mailbox = EventMailbox()
        mailbox.nudge()
        #expect(await mailbox.next() == [])
        mailbox.nudge()
        try await mailbox.send([.text("a")])
        #expect(await mailbox.next() == [.text("a")])
        async let waiting = mailbox.next()
        await Task.yield()
        mailbox.nudge()
        #expect(await waiting == [])
    }

    @Test func `closing makes the writer throw, also one that waits`() async throws {
        let mailbox = EventMailbox(limitBytes: 0)
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await mailbox.send([.text("a")]) }
            await Task.yield()
            mailbox.close()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        await #expect(throws: CancellationError.self) { try await mailbox.send([.text("b")]) }
        #expect(await mailbox.next() == nil)
        #expect(!mailbox.offer(.text("c")))
    }

    @Test func `closing wakes the reader`() async {
        let mailbox = EventMailbox()
        async let waiting = mailbox.next()
        await Task.yield()
        mailbox.close()
        #expect(await waiting == nil)
    }

    @Test func `cancelling wakes writer and reader`() async {
        let full = EventMailbox(limitBytes: 0)
        let empty = EventMailbox()
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await full.send([.text("a")]) }
            group.addTask { if await empty.next() == nil { throw CancellationError() } }
            await Task.yield()
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
    }

    @Test func `several writers wait for room together, and one that is cancelled leaves the others waiting`()
        async throws
    {
        let mailbox = EventMailbox(limitBytes: 0)
        let all = Set((0..<20).map { ChatEvent.text("\($0)") })
        let received = try await withThrowingTaskGroup(of: Void.self) { group in
            for event in all { group.addTask { try await mailbox.send([event]) } }
            let impatient = Task { try await mailbox.send([]) }
            impatient.cancel()
            _ = await impatient.result
            var received: Set<ChatEvent> = []
            while received.count < all.count, let batch = await mailbox.next() { received.formUnion(batch) }
            try await group.waitForAll()
            return received
        }
        #expect(received == all)
    }
}
