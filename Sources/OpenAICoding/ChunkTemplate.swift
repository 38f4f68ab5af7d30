// SPDX-License-Identifier: Apache-2.0

import ChatModel

/// A chunk with gaps where its text was, and where values were that mean nothing once the stream has begun.
///
/// The chunks of a stream differ in little but their text; some servers give each its own time, or id. One that is the
/// same byte for byte around these gaps says the same as the chunk that the template was made of, with what stands in
/// the place of the text for its text.
struct ChunkTemplate: Sendable {
    /// What stands in a gap.
    private enum Gap: Sendable {
        /// The content of the text's string.
        case text
        /// The content of another string, without escapes.
        case string
        /// Digits.
        case number
    }

    /// The longest chunk that is kept, in bytes: ten times what servers send, and nothing beside one stream's buffers.
    static let maximumBytes = 4096

    /// All bytes but those in the gaps.
    private var fixed: [UInt8] = []
    /// The gaps in their order, each with where in `fixed` it is.
    private var gaps: [(gap: Gap, place: Int)] = []
    /// Whether it came in one line of its event.
    private let isOneLine: Bool
    private let delta: ChatDelta

    /// Makes a template of a chunk that said `delta` and nothing else.
    ///
    /// - Parameters:
    ///   - bytes: the chunk.
    ///   - text: the content of its text's string, without the quotes.
    ///   - free: numbers, and contents of strings, that may be others in the next chunk.
    ///   - delta: what it said.
    init?(_ bytes: Span<UInt8>, text: Range<Int>, free: [Range<Int>], delta: ChatDelta) {
        guard bytes.count - text.count <= Self.maximumBytes else { return nil }
        self.delta = delta
        isOneLine = !bytes.contains(UInt8(ascii: "\n")) && !bytes.contains(UInt8(ascii: "\r"))
        var index = 0
        for range in (free + [text]).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            fixed.append(contentsOf: bytes.extracting(index..<range.lowerBound))
            let isString = bytes[range.upperBound] == UInt8(ascii: "\"")
            gaps.append((range == text ? .text : isString ? .string : .number, fixed.count))
            index = range.upperBound
        }
        fixed.append(contentsOf: bytes.extracting(index...))
    }

    /// What a chunk says; nil when it does not fit.
    func delta(of bytes: Span<UInt8>) -> ChatDelta? {
        guard let chunk = match(bytes, at: 0), chunk.end == bytes.count else { return nil }
        return delta(bytes, chunk.text)
    }

    /// What the event says that `bytes` begin with, and how long it is; nil when it is not one `data` line with a chunk
    /// that fits.
    ///
    /// Its end is found on the way: the line needs no look of its own.
    func event(beginning bytes: Span<UInt8>) -> (delta: ChatDelta, count: Int)? {
        guard isOneLine, bytes.count > 6, bytes.extracting(..<6).equals("data: "),
            let chunk = match(bytes, at: 6), chunk.end + 2 <= bytes.count,
            bytes[chunk.end] == UInt8(ascii: "\n"), bytes[chunk.end + 1] == UInt8(ascii: "\n"),
            let delta = delta(bytes, chunk.text)
        else { return nil }
        return (delta, chunk.end + 2)
    }

    /// Where the text of the chunk at `start` is, and where the chunk ends; nil when it does not fit.
    private func match(_ bytes: Span<UInt8>, at start: Int) -> (text: Range<Int>, end: Int)? {
        let fixed = fixed.span
        var text = 0..<0
        var (index, place) = (start, 0)
        for gap in gaps {
            let start = index + gap.place - place
            guard start <= bytes.count,
                bytes.extracting(index..<start).equals(fixed.extracting(place..<gap.place)),
                let end = Self.end(of: gap.gap, in: bytes, from: start)
            else { return nil }
            if case .text = gap.gap { text = start..<end }
            (index, place) = (end, gap.place)
        }
        let end = index + fixed.count - place
        guard end <= bytes.count, bytes.extracting(index..<end).equals(fixed.extracting(place...)) else {
            return nil
        }
        return (text, end)
    }

    private func delta(_ bytes: Span<UInt8>, _ text: Range<Int>) -> ChatDelta? {
        guard let text = JSONText.string(bytes, text) else { return nil }
        switch delta {
        case .content: return text.isEmpty ? nil : .content(text)
        case .reasoning: return text.isEmpty ? nil : .reasoning(text)
        case .toolCall(var call):
            call.arguments = text
            return .toolCall(call)
        case .start, .finish, .usage, .failure: return nil
        }
    }

    /// Where the gap that begins at `start` ends; nil when what stands there is not of its kind.
    private static func end(of gap: Gap, in bytes: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        guard case .number = gap else {
            while let end = bytes.endOfContent(from: index), bytes[end] != UInt8(ascii: "\"") {
                // In the text an escape is passed over, of which the reader of the text says whether it is one.
                guard case .text = gap, bytes[end] == UInt8(ascii: "\\"), end + 2 <= bytes.count else {
                    return nil
                }
                index = end + 2
            }
            return bytes.endOfContent(from: index)
        }
        while index < bytes.count, bytes[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
        let isNumber = index == start + 1 || (index > start && bytes[start] != UInt8(ascii: "0"))
        return isNumber ? index : nil
    }
}
