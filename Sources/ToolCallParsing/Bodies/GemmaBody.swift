// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON

/// A call with bare keys, whose strings stand between tokens: `call:f{k:<escape>v<escape>,n:2}`.
struct GemmaBody: CallBody {
    private var content: [UInt8] = []
    private var length = 0
    private var matcher: MarkerMatcher
    private let limits: ParsingLimits

    /// A body that ends at any of `markers`.
    init(markers: MarkerTrie, limits: ParsingLimits) {
        matcher = MarkerMatcher(markers)
        self.limits = limits
    }

    mutating func read(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress {
        while index < bytes.count {
            switch matcher.step(bytes[index]) {
            case .partial:
                index += 1
            case .failed(let held):
                keep(held)
                guard held.isEmpty else { continue }
                keep([bytes[index]])
                index += 1
                if cannotBeCall { return .refused(content) }
            case .marker(let marker):
                index += 1
                settle(&gate, isClosed: marker.role == .closing)
                return marker.role == .closing ? .ended : .interrupted(marker)
            }
        }
        return .needsMore
    }

    private var cannotBeCall: Bool {
        length == limits.openingBytes && !content.starts(with: "call:".utf8)
    }

    private mutating func keep(_ bytes: [UInt8]) {
        length += bytes.count
        guard length <= limits.callBytes else { return }
        content.append(contentsOf: bytes)
    }

    private func draft(of read: (name: String, arguments: ArraySlice<UInt8>)?) -> CallDraft {
        var draft = CallDraft()
        draft.wire = content[...]
        draft.name = read?.name
        if let read { draft.arguments = .text(read.arguments) }
        return draft
    }

    private mutating func settle(_ gate: inout CallGate, isClosed: Bool) {
        let read = parts
        var draft = draft(of: read)
        guard let read, LenientText.value(read.arguments) != nil else {
            return gate.reject(draft, isClosed ? .malformed("it is no call in Gemma's spelling") : .truncated)
        }
        if !isClosed { draft.notes.recovered = .missingEnd }
        gate.take(draft)
    }

    /// The name, and the arguments as JSON text with its strings in quotes.
    private var parts: (name: String, arguments: ArraySlice<UInt8>)? {
        guard content.starts(with: "call:".utf8), length <= limits.callBytes else { return nil }
        let rest = content.dropFirst("call:".utf8.count)
        guard let open = rest.firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "(") }) else {
            return nil
        }
        let name = String(decoding: rest[..<open], as: UTF8.self).trimmed
        var body = String(decoding: rest[open...], as: UTF8.self).trimmed
        if body.hasPrefix("("), body.hasSuffix(")") { body = String(body.dropFirst().dropLast()) }
        return (name, Self.json(of: body))
    }

    private static func json(of body: String) -> ArraySlice<UInt8> {
        var output: [UInt8] = []
        var rest = Substring(body)
        while let (token, range) = firstToken(in: rest) {
            output.append(contentsOf: rest[..<range.lowerBound].utf8)
            rest = rest[range.upperBound...]
            guard let end = rest.firstRange(of: token) else { break }
            output.append(contentsOf: JSONValue.string(String(rest[..<end.lowerBound])).jsonBytes())
            rest = rest[end.upperBound...]
        }
        output.append(contentsOf: rest.utf8)
        return output[...]
    }

    private static func firstToken(in text: Substring) -> (String, Range<String.Index>)? {
        let found = ["<escape>", "<|\"|>"].compactMap { token in
            text.firstRange(of: token).map { (token, $0) }
        }
        return found.min { $0.1.lowerBound < $1.1.lowerBound }
    }

    mutating func finish(_ gate: inout CallGate) -> [UInt8]? {
        keep(matcher.release())
        let start = Array("call:".utf8)
        guard content.starts(with: start) || start.starts(with: content) else { return content }
        settle(&gate, isClosed: false)
        return nil
    }
}
