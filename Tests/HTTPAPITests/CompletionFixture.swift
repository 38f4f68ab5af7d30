// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPAPI
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import TestSupport

/// A request to a route under `/v1`, and its answer.
struct CompletionFixture {
    let status: Int
    let headers: HTTPFields
    let text: String

    static let tools =
        #"[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":"#
        + #"{"city":{"type":"string"},"days":{"type":"integer"}},"required":["city"]}}}]"#

    /// A body that asks for a stream with the tool `get_weather`, unless `more` says otherwise.
    static func body(_ more: String = "") -> String {
        #"{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true,"tools":\#(tools)\#(more)}"#
    }

    /// A body that asks for one piece.
    static func whole(_ more: String = "") -> String {
        body(more).replacing(#""stream":true"#, with: #""stream":false"#)
    }

    static func post(
        _ body: String, _ model: any LanguageModel,
        _ transport: Transport = .router, to path: String = "/v1/chat/completions",
        contentType: String? = "application/json",
        settings: HTTPServerSettings = .test()
    ) async throws -> CompletionFixture {
        try await request(.post, path, body, model, transport, contentType, settings)
    }

    static func get(_ path: String, _ model: any LanguageModel) async throws -> CompletionFixture {
        try await request(.get, path, "", model, .router, nil, .test())
    }

    private static func request(
        _ method: HTTPRequest.Method, _ path: String, _ body: String, _ model: any LanguageModel,
        _ transport: Transport, _ contentType: String?, _ settings: HTTPServerSettings
    ) async throws -> CompletionFixture {
        let headers: HTTPFields = contentType.map { [.contentType: $0] } ?? [:]
        return try await ServerFixture(answering: model, settings: settings).server.application()
            .test(transport.setup) { client in
                try await client.execute(
                    uri: path, method: method, headers: headers, body: ByteBuffer(string: body)
                ) {
                    CompletionFixture(
                        status: $0.status.code, headers: $0.headers, text: String(buffer: $0.body))
                }
            }
    }

    var json: JSONValue {
        get throws { try JSONValue(parsing: text) }
    }

    /// What stands behind `data: `, in order.
    var events: [String] {
        text.split(separator: "\n\n").map { String($0.dropFirst("data: ".count)) }
    }

    /// The chunks of a stream, without the mark at its end.
    var chunks: [JSONValue] {
        get throws { try events.filter { $0 != "[DONE]" }.map { try JSONValue(parsing: $0) } }
    }

    /// What a client puts together of a stream's choice.
    func collected(choice: Int = 0) throws -> Collected {
        try chunks.reduce(into: Collected()) { $0.take($1, choice: choice) }
    }
}

/// A streamed choice put together.
struct Collected {
    var content = ""
    var reasoning = ""
    var calls: [ChatToolCall] = []
    var finish: String?

    mutating func take(_ chunk: JSONValue, choice: Int) {
        for entry in chunk["choices"]?.array ?? [] where entry["index"]?.int == choice {
            content += entry["delta"]?["content"]?.string ?? ""
            reasoning += entry["delta"]?["reasoning_content"]?.string ?? ""
            for call in entry["delta"]?["tool_calls"]?.array ?? [] {
                let index = call["index"]?.int ?? -1
                if let id = call["id"]?.string {
                    calls.append(
                        ChatToolCall(id: id, name: call["function"]?["name"]?.string ?? "", arguments: ""))
                }
                guard calls.indices.contains(index) else { continue }
                calls[index].arguments += call["function"]?["arguments"]?.string ?? ""
            }
            finish = entry["finish_reason"]?.string ?? finish
        }
    }
}
