// SPDX-License-Identifier: Apache-2.0

import ChatModel
import PluginRuntime
import Synchronization
import TestSupport
import Testing
import ToolLoop
import ToolModel

@Suite(.timeLimit(.minutes(10))) struct CallOrderTests {
    /// Tools that meet: each of the read-only ones ends only when the other has started.
    private static func meetingTools(_ log: Log) -> [ClosureTool] {
        let (first, second) = (Gate(), Gate())
        func reader(_ name: String, opens: Gate, waits: Gate) -> ClosureTool {
            ClosureTool(.named(name, isReadOnly: true)) { _ in
                opens.open()
                try await waits.wait()
                log.add(name)
                return ToolResult(text: name)
            }
        }
        let writer = ClosureTool(.named("write")) { _ in
            log.add("write")
            return ToolResult(text: "write")
        }
        return [
            reader("first", opens: first, waits: second), reader("second", opens: second, waits: first),
            writer,
        ]
    }

    /// What happened, in order.
    private final class Log: Sendable {
        private let entries = Mutex<[String]>([])
        func add(_ entry: String) { entries.withLock { $0.append(entry) } }
        var all: [String] { entries.withLock { $0 } }
    }

    @Test func `read-only calls run side by side and others wait for them`() async throws {
        let log = Log()
        let model = ScriptedModel(turns: [
            [
                nativeCall("first", id: "1"), nativeCall("second", id: "2", index: 1),
                nativeCall("write", id: "3", index: 2), .finish(.stop),
            ],
            [.content("."), .finish(.stop)],
        ])
        let events = try await LoopFixture(model, tools: Self.meetingTools(log)).events(.user(executes: true))
        #expect(Set(log.all.prefix(2)) == ["first", "second"])
        #expect(log.all.last == "write")
        #expect(Set(events.results.map(\.id)) == ["1", "2", "3"])
        let answers = try #require(model.requests.last).messages.filter { $0.role == .tool }
        #expect(answers.map(\.toolCallID) == ["1", "2", "3"])
    }

    @Test func `calls that may change something run one after the other`() async throws {
        let running = Mutex(0)
        let most = Mutex(0)
        let tool = ClosureTool(.named("write")) { _ in
            let now = running.withLock { count in
                count += 1
                return count
            }
            most.withLock { $0 = max($0, now) }
            await Task.yield()
            running.withLock { $0 -= 1 }
            return ToolResult(text: "\(now)")
        }
        let calls = (0..<6).map { nativeCall("write", id: "\($0)", index: $0) }
        let model = ScriptedModel(turns: [calls + [.finish(.stop)], [.content("."), .finish(.stop)]])
        let events = try await LoopFixture(model, tools: [tool]).events(.user(executes: true))
        #expect(most.withLock { $0 } == 1)
        #expect(events.results.map(\.id) == ["0", "1", "2", "3", "4", "5"])
    }
}
