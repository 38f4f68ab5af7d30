// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPAPI
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import TestSupport
import Testing

/// Requests that are almost right.
@Suite(.timeLimit(.minutes(10))) struct CompletionFuzzTests {
    private static let seed = Array(
        (#"{"model":"m","messages":[{"role":"system","content":"a"},{"role":"user","content":[{"type":"text","text":"hi"}]},"#
            + #"{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":"#
            + #"{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"8"}],"#
            + #""tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object"}}}],"#
            + #""tool_choice":{"type":"function","function":{"name":"f"}},"n":2,"seed":9223372036854775807,"stream":true,"#
            + #""stream_options":{"include_usage":true},"toolhost":{"execute":false},"temperature":0.5}"#)
            .utf8)

    /// What is put in the place of some bytes.
    private static let pieces: [[UInt8]] =
        [
            "", "null", "[]", "{}", "1e999", "-1", "true", "\"", "\\", "\u{0}", "]", "}", ",", ":",
            "\"\\ud800\"",
            "99999999999999999999999999", "{\"a\":", "[[[[[[[[", "\"f\"", "\"none\"", "ä", "\"role\":",
            "\"n\":0,",
        ].map { Array($0.utf8) } + [[0xFF, 0xFE], [0xC3]]

    private static func mutated(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let start = Int.random(in: 0..<max(bytes.count, 1), using: &random)
            let end = min(bytes.count, start + Int.random(in: 0...8, using: &random))
            guard start <= end, let piece = pieces.randomElement(using: &random) else { continue }
            bytes.replaceSubrange(start..<end, with: piece)
        }
        return bytes
    }

    @Test(arguments: [1, 2, 3, 4])
    func `whatever a body says, the answer is OpenAI's`(_ number: UInt64) async throws {
        let answer = ScriptedModel.Answer.steps([.batch([.content("ok"), .finish(.stop)])])
        let model = ScriptedModel(Array(repeating: answer, count: 2000))
        try await ServerFixture(model).server.application().test(.router) { client in
            var random = SeededGenerator(seed: number)
            for _ in 0..<500 {
                let body = Self.mutated(&random)
                try await client.execute(
                    uri: "/v1/chat/completions", method: .post, headers: [.contentType: "application/json"],
                    body: ByteBuffer(bytes: body)
                ) { response in
                    let text = String(buffer: response.body)
                    let request = String(decoding: body, as: UTF8.self)
                    guard response.status == .ok else {
                        #expect(response.status == .badRequest, "\(request)")
                        let error = try JSONValue(parsing: text)["error"]
                        #expect(error?["message"]?.string?.isEmpty == false, "\(request)")
                        return
                    }
                    #expect(
                        text.hasSuffix("data: [DONE]\n\n") || text.contains(#""object":"chat.completion","#),
                        "\(request)")
                }
            }
        }
    }
}
