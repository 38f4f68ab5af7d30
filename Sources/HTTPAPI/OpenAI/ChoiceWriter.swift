// SPDX-License-Identifier: Apache-2.0

import ChatModel
import NIOCore
import OpenAICoding
import ToolLoop

/// Writes the parts of one choice as chunks.
struct ChoiceWriter {
    private var chunks: ChatChunkWriter
    private var callCount = 0
    /// What the choice took, once the upstream has said so.
    private(set) var usage: TokenUsage?

    init(_ chunks: ChatChunkWriter) {
        self.chunks = chunks
    }

    /// Writes all parts.
    ///
    /// - Returns: the upstream's failure, with which the choice has no end.
    mutating func write(_ parts: [AnswerPart]) -> ChatFailure? {
        chunks.reserve(chunks: parts.count)
        // The elements of a span are lent, those of an array copied.
        let parts = parts.span
        for index in parts.indices {
            switch parts[index] {
            case .text(let text): chunks.write(content: text)
            case .reasoning(let text): chunks.write(reasoning: text)
            case .call(let call):
                chunks.write(call, index: callCount)
                callCount += 1
            case .usage(let counts): usage = counts
            case .failure(let failure): return failure
            case .done(let reason): chunks.write(finish: reason)
            }
        }
        return nil
    }

    /// What was written since the last time.
    mutating func takeBytes() -> ByteBuffer {
        let bytes = ByteBuffer(bytes: chunks.bytes)
        chunks.removeAll()
        return bytes
    }
}
