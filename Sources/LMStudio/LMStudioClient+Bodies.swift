// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import NIOCore
import OpenAICoding

extension LMStudioClient {
    /// The JSON of a request as LM Studio takes it, in parts.
    func requestBody(_ request: ChatRequest, isStreaming: Bool) -> [ByteBuffer] {
        var request = request
        request.model = request.model ?? settings.model
        if request.parameters["response_format"]?["type"] == "json_object" {
            request.parameters["response_format"] = Self.anyObject
        }
        let body = OpenAIChatRequest(request, isStreaming: isStreaming, includesUsage: true)
        let (before, after) = body.jsonAroundTools
        let tools = body.definedTools
        guard !tools.isEmpty else { return [ByteBuffer(bytes: after)] }
        return [ByteBuffer(bytes: before), toolsText.text(of: tools), ByteBuffer(bytes: after)]
    }

    /// What `{"type":"json_object"}` means, in the one form of it that LM Studio knows.
    private static let anyObject: JSONValue = [
        "type": "json_schema", "json_schema": ["name": "object", "schema": ["type": "object"]],
    ]

    /// Reads the body of an answer that is to be one JSON text.
    func json(of answer: Answer) async throws -> JSONValue {
        let bytes = try await collect(answer, limit: settings.limits.bodyBytes)
        do throws(JSONError) {
            return try UpstreamJSON.value(of: bytes)
        } catch {
            throw unreadable("it is not JSON", bytes, from: answer.url)
        }
    }

    /// Refuses the body of an answer in one piece that is not JSON.
    func check(_ body: [UInt8], from url: UpstreamURL) throws(ModelError) {
        do throws(JSONError) {
            _ = try UpstreamJSON.value(of: body)
        } catch {
            throw unreadable("it is not JSON", body, from: url)
        }
    }

    func unreadable(_ detail: String, _ body: [UInt8], from url: UpstreamURL) -> ModelError {
        .unreadable(url: url.description, detail: trimmed(detail), body: excerpt(body))
    }

    /// The beginning of a body, as much as errors carry.
    func excerpt(_ body: [UInt8]) -> String {
        String(decoding: body.prefix(settings.limits.errorBodyBytes), as: UTF8.self)
    }

    private func collect(_ answer: Answer, limit: Int) async throws -> [UInt8] {
        var body: [UInt8] = []
        defer { answer.exchange.cancel() }
        do {
            while let bytes = try await answer.exchange.nextBytes() {
                guard body.count + bytes.readableBytes <= limit else {
                    throw unreadable("its body is over bodyBytes (\(limit) bytes)", body, from: answer.url)
                }
                body.append(contentsOf: bytes.readableBytesView)
            }
        } catch let fault as UpstreamExchange.Fault {
            if case .cancelled = fault { throw CancellationError() }
            throw ModelError(withinBody: fault, url: answer.url.description)
        }
        return body
    }

    /// A sentence as part of another one: without its full stop.
    private func trimmed(_ sentence: String) -> String {
        sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }
}
