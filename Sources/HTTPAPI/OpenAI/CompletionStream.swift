// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import OpenAICoding
import ToolLoop

/// A completion answered in chunks, each written as soon as it is certain, `[DONE]` last.
struct CompletionStream: Sendable {
    let loop: TurnLoop
    let body: CompletionBody
    /// The answer for the first choice, which the upstream has accepted.
    let first: AnswerSlot<AnswerStream>
    let watch: InterruptionWatch
    /// Stands in for what the upstream did not give.
    let identity: ChatStreamIdentity
    let logger: Logger

    /// What one choice leaves for the end of the stream.
    private struct ChoiceEnd: Sendable {
        let index: Int
        let identity: ChatStreamIdentity
        let usage: TokenUsage?
    }

    /// An upstream that failed within the stream.
    private struct BrokenAnswer: Error {
        let failure: ChatFailure
    }

    /// 200 and a body that writes itself; what fails from here on is an error within it.
    var response: Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream", .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
            ],
            body: .streamed { try await write(to: $0) })
    }

    // MARK: - All choices

    /// - Throws: when the client has gone; the connection is of no more use then.
    private func write(to transport: any BodyTransport) async throws {
        transport.keepAlive(with: .keepAliveComment)
        do {
            transport.put(ending(try await choices(to: transport)))
        } catch {
            transport.put(lastWords(try failure(for: error).error))
        }
        // The end must not be lost with a connection that closes behind it.
        try await transport.room()
    }

    private func choices(to transport: any BodyTransport) async throws -> [ChoiceEnd] {
        guard body.choices > 1 else { return [try await choice(0, to: transport)] }
        let ends = try await withThrowingTaskGroup(of: ChoiceEnd.self) { group in
            for index in 0..<body.choices { group.addTask { try await choice(index, to: transport) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        return ends.sorted { $0.index < $1.index }
    }

    private func failure(for error: any Error) throws -> OpenAIFailure {
        switch watch.reason {
        case .clientLeft: throw Interruption.clientLeft
        case .shuttingDown: return OpenAIFailure(describing: HTTPFailure.shuttingDown)
        case nil: break
        }
        switch error {
        case let broken as BrokenAnswer: return OpenAIFailure(broken.failure)
        case let error as ModelError: return OpenAIFailure(describing: error)
        default:
            logger.error(
                "completion failed", metadata: ["error.message": .string(String(reflecting: error))])
            return OpenAIFailure(describing: HTTPFailure.internal)
        }
    }

    /// The token counts where they are wanted, and `[DONE]`.
    private func ending(_ ends: [ChoiceEnd]) -> ByteBuffer {
        var writer = ChatChunkWriter(identity: ends.first?.identity ?? identity)
        if body.includesUsage, let usage = TokenUsage(ofChoices: ends.map(\.usage)) {
            writer.write(usage: usage)
        }
        writer.writeDone()
        return ByteBuffer(bytes: writer.bytes)
    }

    private func lastWords(_ error: OpenAIError) -> ByteBuffer {
        var writer = ChatChunkWriter(identity: identity)
        writer.write(error)
        writer.writeDone()
        return ByteBuffer(bytes: writer.bytes)
    }

    // MARK: - One choice

    private func choice(_ index: Int, to transport: any BodyTransport) async throws -> ChoiceEnd {
        var answer = try await answer(index)
        var writer: ChoiceWriter?
        var known = identity
        while let parts = try await answer.next() {
            guard !parts.isEmpty else { continue }
            if writer == nil {
                known = identity.completed(by: body.choices == 1 ? answer.identity : nil)
                writer = ChoiceWriter(
                    ChatChunkWriter(identity: known, choice: index, statesUsage: body.includesUsage))
            }
            let failure = writer?.write(parts)
            if let bytes = writer?.takeBytes(), bytes.readableBytes > 0 { transport.put(bytes) }
            if let failure { throw BrokenAnswer(failure: failure) }
            try await transport.room()
        }
        return ChoiceEnd(index: index, identity: known, usage: writer?.usage)
    }

    private func answer(_ index: Int) async throws -> AnswerStream {
        if index == 0, let answer = first.take() { return answer }
        return try await loop.stream(body.request(forChoice: index))
    }
}
