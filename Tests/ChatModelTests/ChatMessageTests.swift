// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import Testing

@Suite struct ChatMessageTests {
    @Test func `a content's text is that of its text parts`() {
        let content = ChatContent.parts([.text("a"), .other(["type": "image_url"]), .text("b")])
        #expect(content.text == "ab")
        #expect(!content.isEmpty)
        #expect(ChatContent.parts([]).isEmpty)
        #expect(ChatContent.text("").isEmpty)
    }

    @Test(arguments: ["stop", "length", "tool_calls", "content_filter", "error", "limit", "cancelled", "eos"])
    func `a finish reason keeps its name`(_ name: String) {
        #expect(FinishReason(name: name).name == name)
    }

    @Test func `an unknown finish reason is kept apart from the known ones`() {
        #expect(FinishReason(name: "eos") == .other("eos"))
        #expect(FinishReason(name: "stop") == .stop)
    }

    @Test func `usage adds up and does not overflow`() {
        let usage = TokenUsage(promptTokens: 1, completionTokens: 2, totalTokens: 3)
        var detailed = usage
        detailed.details = ["completion_tokens_details": ["reasoning_tokens": 5, "x": "y"], "tier": "a"]
        #expect(
            (detailed + detailed + usage).details
                == ["completion_tokens_details": ["reasoning_tokens": 10, "x": "y"], "tier": "a"])
        #expect(usage + usage == TokenUsage(promptTokens: 2, completionTokens: 4, totalTokens: 6))
        let most = TokenUsage(promptTokens: .max, completionTokens: 0, totalTokens: .max)
        #expect((most + usage).promptTokens == .max)
    }
}
