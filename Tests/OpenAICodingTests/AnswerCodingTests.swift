// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import OpenAICoding
import Testing

struct AnswerCodingTests {
    private let completion = ChatCompletion(
        identity: ChatStreamIdentity(id: "c1", model: "m", created: 7), content: "Hi", reasoning: "hm",
        toolCalls: [
            ChatToolCall(id: "a", name: "f", arguments: #"{"n": 1}"#),
            ChatToolCall(id: "b", name: "g", arguments: "{}"),
        ],
        finishReason: .toolCalls, usage: TokenUsage(promptTokens: 1, completionTokens: 2, totalTokens: 3))

    @Test func `a completion reads back`() throws {
        #expect(try ChatCompletion(openAI: .object(completion.openAI)) == completion)
    }

    @Test func `whatever else is counted stays beside the counts`() throws {
        let text =
            #"{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"#
            + #""prompt_tokens_details":{"cached_tokens":1},"completion_tokens_details":null}"#
        let usage = try #require(TokenUsage(openAI: try JSONValue(parsing: text)))
        #expect(usage.details.count == 2)
        #expect(JSONValue.object(usage.openAI).jsonText() == text)
    }

    @Test func `the calls of a whole message are told apart by their places, whatever their index says`()
        throws
    {
        let body = try JSONValue(
            parsing:
                #"{"choices":[{"message":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}},"#
                + #"{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}]},"finish_reason":"stop"}]}"#
        )
        let calls = try ChatCompletion(openAI: body).toolCalls
        #expect(calls.map { [$0.id, $0.name, $0.arguments] } == [["a", "f", "{}"], ["b", "g", "{}"]])
    }

    @Test(arguments: [
        ("{}", "/choices"), (#"{"choices":[]}"#, "/choices/0"), (#"{"choices":[{}]}"#, "/choices/0/message"),
        (#"{"choices":[{"message":"x"}]}"#, "/choices/0/message"),
    ])
    func `a body without a message is refused with its place`(_ body: String, _ pointer: String) throws {
        let value = try JSONValue(parsing: body)
        let error = #expect(throws: OpenAICodingError.self) { try ChatCompletion(openAI: value) }
        #expect(error?.pointer.description == pointer)
    }

    @Test func `chunks read back as the deltas they were made of`() {
        let deltas: [ChatDelta] = [
            .start(completion.identity), .reasoning("r"), .content("a"),
            .toolCall(ToolCallDelta(index: 0, id: "a", name: "f", arguments: "")),
            .toolCall(ToolCallDelta(index: 0, arguments: "{}")), .finish(.toolCalls),
            .usage(TokenUsage(promptTokens: 1, completionTokens: 2, totalTokens: 3)),
        ]
        var encoder = ChatChunkEncoder(identity: completion.identity)
        var decoder = ChatDeltaDecoder()
        var read: [ChatDelta] = []
        for chunk in deltas.compactMap({ encoder.chunk(for: $0) }) {
            decoder.feed(.object(chunk), into: &read)
        }
        #expect(read == deltas)
    }

    @Test func `the first chunk alone carries the role`() {
        var encoder = ChatChunkEncoder(identity: completion.identity)
        let chunks = ["a", "b"].compactMap { encoder.chunk(for: .content($0)) }
        let roles = chunks.map { $0["choices"]?.array?.first?["delta"]?["role"] }
        #expect(roles == ["assistant", nil])
        #expect(
            JSONValue.object(chunks[1]).jsonText()
                == #"{"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":"#
                + #"[{"index":0,"delta":{"content":"b"},"finish_reason":null}]}"#)
    }

    @Test func `written chunks read back as what was written`() {
        var writer = ChatChunkWriter(identity: completion.identity, statesUsage: true)
        writer.write(reasoning: "r\u{1}")
        writer.write(content: "a\"\n")
        writer.write(ChatToolCall(id: "a", name: "f", arguments: "{\"x\": 1}"), index: 0)
        writer.write(finish: .toolCalls)
        writer.write(usage: TokenUsage(promptTokens: 1, completionTokens: 2, totalTokens: 3))
        writer.writeDone()
        var events: [SSEEvent] = []
        var lines = SSEDecoder()
        lines.feed(writer.bytes.span, into: &events)
        var decoder = ChatDeltaDecoder()
        var read: [ChatDelta] = []
        for event in events { decoder.feed(event, into: &read) }
        #expect(decoder.isDone)
        #expect(
            read == [
                .start(completion.identity), .reasoning("r\u{1}"), .content("a\"\n"),
                .toolCall(ToolCallDelta(index: 0, id: "a", name: "f", arguments: "")),
                .toolCall(ToolCallDelta(index: 0, arguments: "{\"x\": 1}")), .finish(.toolCalls),
                .usage(TokenUsage(promptTokens: 1, completionTokens: 2, totalTokens: 3)),
            ])
    }

    @Test func `a failure is an error body`() {
        var encoder = ChatChunkEncoder(identity: completion.identity)
        let body = encoder.chunk(
            for: .failure(UpstreamFailure(message: "Broken.", code: "upstream_truncated")))
        #expect(body?["error"]?["message"] == "Broken.")
        #expect(body?["error"]?["code"] == "upstream_truncated")
    }

    @Test func `a list of models reads back`() throws {
        let models = [
            ModelDescription(id: "a", owner: "me", created: 3),
            ModelDescription(id: "b", owner: nil, created: nil),
        ]
        #expect(try [ModelDescription](openAI: .object(models.openAI)) == models)
        let fault: JSONValue = ["data": [["id": "a"], ["id": 3]]]
        let error = #expect(throws: OpenAICodingError.self) { try [ModelDescription](openAI: fault) }
        #expect(error?.pointer.description == "/data/1/id")
    }

    @Test func `an error reads back`() {
        let error = OpenAIError(
            message: "No.", type: "invalid_request_error", param: "model", code: "unknown")
        #expect(OpenAIError(openAI: .object(error.openAI)) == error)
        #expect(OpenAIError(openAI: ["choices": []]) == nil)
        #expect(OpenAIError(openAI: ["error": nil]) == nil)
    }

    @Test func `a body with surrogate halves is read with the replacement character`() throws {
        let value = try UpstreamJSON.value(of: Array(#"{"a":"x\ud83dy"}"#.utf8))
        #expect(value == ["a": "x\u{FFFD}y"])
    }
}
