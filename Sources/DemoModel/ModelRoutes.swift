// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import OpenAICoding

/// The routes of the model server.
struct ModelRoutes: Sendable {
    let source: ModelServer.Source
    let identity: @Sendable () -> ChatStreamIdentity

    func add(to router: Router<BasicRequestContext>) {
        router.get("/v1/models") { _, _ in try await models() }
        router.post("/v1/chat/completions") { request, _ in
            let body: ByteBuffer
            do {
                body = try await request.body.collect(upTo: ModelServer.requestBytes)
            } catch is NIOTooManyBytesError {
                return Self.refusal(.contentTooLarge, "The body is over \(ModelServer.requestBytes) bytes.")
            }
            return try await completion(for: Array(body.readableBytesView))
        }
    }

    private func models() async throws -> Response {
        let models: [ModelDescription]
        switch source {
        case .model(let model): models = try await model.models()
        case .script: models = [ModelDescription(id: "script", owner: "toolhost")]
        }
        return Self.json(.ok, .object(models.openAI))
    }

    private func completion(for body: [UInt8]) async throws -> Response {
        let request: OpenAIChatRequest
        do throws(JSONError) {
            let value = try JSONValue(parsing: body)
            do throws(OpenAICodingError) {
                request = try OpenAIChatRequest(openAI: value)
            } catch {
                return Self.refusal(.badRequest, error.message, param: error.pointer.description)
            }
        } catch {
            return Self.refusal(.badRequest, error.message)
        }
        switch source {
        case .model(let model): return try await answer(request, by: model)
        case .script(let player): return play(player.next(), for: request)
        }
    }

    // MARK: - The model's answers

    private func answer(_ request: OpenAIChatRequest, by model: any LanguageModel) async throws -> Response {
        guard request.isStreaming else {
            return Self.json(.ok, .object(try await model.complete(request.request).openAI))
        }
        return Self.events { writer in
            var encoder: ChatChunkEncoder?
            for try await deltas in try await model.stream(request.request) {
                var bytes = ByteBuffer()
                for delta in deltas {
                    if case .usage = delta, !request.includesUsage { continue }
                    if case .start(let identity) = delta { encoder = ChatChunkEncoder(identity: identity) }
                    if let chunk = encoder?.chunk(for: delta) { bytes.writeEvent(chunk) }
                }
                if bytes.readableBytes > 0 { try await writer.write(bytes) }
            }
            try await writer.write(ByteBuffer(string: "data: [DONE]\n\n"))
        }
    }

    // MARK: - The script's answers

    private func play(_ answer: ModelScript.Answer, for request: OpenAIChatRequest) -> Response {
        switch answer {
        case .raw(let pieces):
            return Self.events { writer in
                for piece in pieces { try await writer.write(ByteBuffer(string: piece)) }
            }
        case .status(let code, let body):
            let status = HTTPResponse.Status(code: code)
            if let text = body.string { return Self.response(status, "text/plain; charset=utf-8", text) }
            return Self.json(status, body)
        case .completion(let completion):
            return request.isStreaming ? stream(completion) : whole(completion)
        }
    }

    private func stream(_ completion: ModelScript.Completion) -> Response {
        var encoder = ScriptChunks(identity: identity())
        var events = completion.pieces.map { encoder.chunk($0) }
        if let reason = completion.finishReason { events.append(encoder.chunk([:], finishReason: reason)) }
        let chunks = events
        return Self.events { writer in
            var allowance = completion.disconnectAfterBytes
            for (index, chunk) in chunks.enumerated() {
                if index > 0, completion.delay > .zero { try await Task.sleep(for: completion.delay) }
                var bytes = ByteBuffer()
                bytes.writeEvent(chunk)
                try await writer.write(bytes, within: &allowance)
            }
            try await writer.write(ByteBuffer(string: "data: [DONE]\n\n"), within: &allowance)
            if allowance != nil { throw ScriptedDisconnect() }
        }
    }

    private func whole(_ completion: ModelScript.Completion) -> Response {
        let identity = identity()
        let reason = completion.finishReason.map(JSONValue.string) ?? .null
        let body: JSONObject = [
            "id": .string(identity.id), "object": "chat.completion", "created": JSONValue(identity.created),
            "model": .string(identity.model),
            "choices": [["index": 0, "message": .object(completion.message), "finish_reason": reason]],
        ]
        let text = JSONValue.object(body).jsonText()
        guard let limit = completion.disconnectAfterBytes else {
            return Self.response(.ok, "application/json", text)
        }
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody { writer in
                var allowance: Int? = limit
                try await writer.write(ByteBuffer(string: text), within: &allowance)
                throw ScriptedDisconnect()
            })
    }

    // MARK: - Responses

    private static func events(
        _ write: @escaping @Sendable @concurrent (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
            body: ResponseBody { writer in
                try await write(&writer)
                try await writer.finish(nil)
            })
    }

    private static func json(_ status: HTTPResponse.Status, _ value: JSONValue) -> Response {
        response(status, "application/json", value.jsonText())
    }

    private static func response(_ status: HTTPResponse.Status, _ type: String, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private static func refusal(
        _ status: HTTPResponse.Status, _ message: String, param: String? = nil
    ) -> Response {
        json(
            status, .object(OpenAIError(message: message, type: "invalid_request_error", param: param).openAI)
        )
    }
}

/// Ends a response without its end, which closes the connection.
private struct ScriptedDisconnect: Error {}

extension ByteBuffer {
    fileprivate mutating func writeEvent(_ value: JSONObject) {
        writeString("data: ")
        writeBytes(JSONValue.object(value).jsonBytes())
        writeString("\n\n")
    }
}

extension ResponseBodyWriter {
    /// Writes as much as the allowance grants, and breaks the connection when that is used up.
    @concurrent fileprivate mutating func write(_ bytes: ByteBuffer, within allowance: inout Int?)
        async throws
    {
        guard let left = allowance else { return try await write(bytes) }
        var bytes = bytes
        if let part = bytes.readSlice(length: min(left, bytes.readableBytes)), part.readableBytes > 0 {
            try await write(part)
            allowance = left - part.readableBytes
        }
        if allowance == 0 { throw ScriptedDisconnect() }
    }
}

/// Chunks of a script's completion, whose deltas are what the script says.
private struct ScriptChunks {
    let identity: ChatStreamIdentity
    private var hasSaidRole = false

    init(identity: ChatStreamIdentity) {
        self.identity = identity
    }

    mutating func chunk(_ delta: JSONObject, finishReason: String? = nil) -> JSONObject {
        var members: JSONObject = hasSaidRole ? [:] : ["role": "assistant"]
        hasSaidRole = true
        for (name, value) in delta { members[name] = value }
        let reason = finishReason.map(JSONValue.string) ?? .null
        return [
            "id": .string(identity.id), "object": "chat.completion.chunk",
            "created": JSONValue(identity.created),
            "model": .string(identity.model),
            "choices": [["index": 0, "delta": .object(members), "finish_reason": reason]],
        ]
    }
}
