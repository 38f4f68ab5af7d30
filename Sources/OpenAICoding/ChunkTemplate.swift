// SPDX-License-Identifier: Apache-2.0

import ChatModel

/// A chunk with a gap where its text was.
///
/// The chunks of a stream differ in little but their text. One that is the same byte for byte before and after a
/// string says the same as the chunk that the template was made of, with that string for its text.
struct ChunkTemplate: Sendable {
    /// The longest chunk that is kept, in bytes: ten times what servers send, and nothing beside one stream's buffers.
    static let maximumBytes = 4096

    private let before: [UInt8]
    private let after: [UInt8]
    private let delta: ChatDelta

    /// Makes a template of a chunk that said `delta` and nothing else.
    ///
    /// - Parameters:
    ///   - bytes: the chunk.
    ///   - text: the content of its text's string, without the quotes.
    ///   - delta: what it said.
    init?(_ bytes: Span<UInt8>, text: Range<Int>, delta: ChatDelta) {
        guard bytes.count - text.count <= Self.maximumBytes else { return nil }
        var part: [UInt8] = []
        part.append(contentsOf: bytes.extracting(..<text.lowerBound))
        before = part
        part = []
        part.append(contentsOf: bytes.extracting(text.upperBound...))
        after = part
        self.delta = delta
    }

    /// What a chunk says; nil when it does not fit.
    func delta(of bytes: Span<UInt8>) -> ChatDelta? {
        let end = bytes.count - after.count
        guard before.count <= end, bytes.extracting(..<before.count).equals(before.span),
            bytes.extracting(end...).equals(after.span), isText(bytes.extracting(before.count..<end)),
            let text = JSONText.string(bytes, before.count..<end)
        else { return nil }
        switch delta {
        case .content: return text.isEmpty ? nil : .content(text)
        case .reasoning: return text.isEmpty ? nil : .reasoning(text)
        case .toolCall(var call):
            call.arguments = text
            return .toolCall(call)
        case .start, .finish, .usage, .failure: return nil
        }
    }

    /// Whether the bytes are the inside of one string: no quote ends it, no bare control character is in it.
    private func isText(_ bytes: Span<UInt8>) -> Bool {
        var isEscaped = false
        for index in 0..<bytes.count {
            let byte = bytes[index]
            guard byte >= 0x20 else { return false }
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\"") {
                return false
            } else {
                isEscaped = byte == UInt8(ascii: "\\")
            }
        }
        return !isEscaped
    }
}
