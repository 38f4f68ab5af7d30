// SPDX-License-Identifier: Apache-2.0

import ChatModel
import PluginRuntime
import TestSupport
import Testing
import ToolLoop
import ToolModel

@Suite(.timeLimit(.minutes(10))) struct CancellationTests {
    @Test(arguments: [false, true])
    func `cancelling drops the upstream's stream and says nothing more`(_ executes: Bool) async throws {
        let model = ScriptedModel([.steps([.batch([.content("one")]), .wait(Gate())])])
        let loop = try LoopFixture(model).loop
        let mailbox = EventMailbox()
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await loop.run(.user(executes: executes), into: mailbox) }
            #expect(await mailbox.next() == [.text("one")])
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        #expect(await mailbox.next() == nil)
        #expect(model.wasCancelled.isOpen)
    }

    @Test func `cancelling cancels the running tool`() async throws {
        let (started, cancelled) = (Gate(), Gate())
        let slow = ClosureTool(.named("slow")) { _ in
            started.open()
            do {
                try await Gate().wait()
            } catch {
                cancelled.open()
                throw error
            }
            return ToolResult(text: "late")
        }
        let model = ScriptedModel(turns: [[nativeCall("slow"), .finish(.stop)]])
        let loop = try LoopFixture(model, tools: [slow]).loop
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await loop.complete(.user(executes: true)) }
            await #expect(throws: Never.self) { try await started.wait() }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        #expect(cancelled.isOpen)
    }
}
