// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import Testing
import ToolModel

@testable import REPL

@Suite struct EventRendererTests {
    private static let turn: [ChatEvent] = [
        .reasoning("hm"), .text("Let me "), .text("look."),
        .call(ToolCall(id: "c1", name: "listFiles", arguments: ["path": "."]), CallNotes()),
        .result(id: "c1", ToolResult(text: "a\nb\n"), duration: .milliseconds(3)),
        .text("Two files.\n"), .usage(TokenUsage(promptTokens: 1, completionTokens: 1, totalTokens: 2)),
        .done(.stop),
    ]

    @Test(arguments: [
        (
            EventRenderer.Style.plain,
            """
            Let me look.
            → listFiles {"path":"."}
            ← listFiles 3 ms
              a
              b
            Two files.

            """
        ),
        (
            .terminal(colour: false),
            """
            hm
            Let me look.
            → listFiles {"path":"."}
            ← listFiles 3 ms
              a
              b
            Two files.

            """
        ),
        (
            .terminal(colour: true),
            """
            \u{1B}[2mhm\u{1B}[0m
            Let me look.
            \u{1B}[36m→ listFiles\u{1B}[0m \u{1B}[2m{"path":"."}\u{1B}[0m
            \u{1B}[36m← listFiles 3 ms\u{1B}[0m
              a
              b
            Two files.

            """
        ),
    ])
    func `a turn reads like this, however it comes in`(style: EventRenderer.Style, text: String) {
        #expect(Self.rendered([Self.turn], style) == text)
        #expect(Self.rendered(Self.turn.map { [$0] }, style) == text)
    }

    @Test func `json is one event a line`() {
        let lines = Self.rendered([Self.turn], .json).split(separator: "\n")
        #expect(lines.count == Self.turn.count)
        #expect(lines.first == #"{"type":"reasoning","data":"hm"}"#)
        #expect(lines.last == #"{"type":"done","data":{"finishReason":"stop"}}"#)
    }

    @Test func `a terminal gets no control character from a model or a tool`() {
        let evil = "\u{1B}[2J\u{9B}1m\u{7}"
        let events: [ChatEvent] = [
            .text(evil), .reasoning(evil),
            .call(ToolCall(id: "c", name: evil, arguments: [evil: .string(evil)]), CallNotes()),
            .progress(id: "c", ToolProgress(done: 1, total: 2, message: evil)),
            .result(id: "c", ToolResult(text: evil, isError: true), duration: .zero),
            .failure(ChatFailure(code: "x", message: evil)), .done(.other(evil)),
        ]
        let text = Self.rendered([events], .terminal(colour: false))
        #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
    }

    @Test func `a long result is cut on a terminal only`() {
        let result = ToolResult(text: (1...50).map(String.init).joined(separator: "\n"))
        let events: [ChatEvent] = [.result(id: "c", result, duration: .zero)]
        #expect(Self.rendered([events], .terminal(colour: false)).hasSuffix("  20\n  … 30 more lines\n"))
        #expect(Self.rendered([events], .plain).hasSuffix("  49\n  50\n"))
    }

    @Test func `a failure is a complaint where text is piped`() {
        var renderer = EventRenderer(style: .plain)
        let pieces = renderer.render([
            .text("a"), .failure(ChatFailure(code: "x", message: "It broke.")), .done(.error),
        ])
        #expect(pieces == [.output("a\n"), .complaint("It broke.")])
    }

    private static func rendered(_ batches: [[ChatEvent]], _ style: EventRenderer.Style) -> String {
        var renderer = EventRenderer(style: style)
        return batches.flatMap { renderer.render($0) }.map { piece in
            switch piece {
            case .output(let text): text
            case .complaint(let text): "! \(text)\n"
            }
        }.joined()
    }
}
