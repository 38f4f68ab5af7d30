// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON

/// A call with bare keys, whose strings stand between tokens: `call:f{k:<escape>v<escape>,n:2}`.
struct GemmaBody: CallBody {
    private static let start = Array("call:".utf8)

    private var content: [UInt8] = []
    private var length = 0
    /// Nil until the bracket after it.
    private var name: String?
    private var isInParentheses = false
    /// The arguments as JSON text.
    private var json = GemmaText()
    private var streaming = ArgumentStreaming()
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
        stream(&gate)
        return .needsMore
    }

    private var cannotBeCall: Bool {
        length == limits.openingBytes && !content.starts(with: Self.start)
    }

    private mutating func keep(_ bytes: [UInt8]) {
        length += bytes.count
        guard length <= limits.callBytes else { return }
        for byte in bytes { keep(byte) }
    }

    private mutating func keep(_ byte: UInt8) {
        content.append(byte)
        guard name == nil else {
            // Before the object there is nothing that means something.
            if byte > 0x20 || !json.output.isEmpty { json.append(byte) }
            return
        }
        guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "("), content.starts(with: Self.start) else {
            return
        }
        let text = content.dropFirst(Self.start.count).dropLast()
        name = String(decoding: text, as: UTF8.self).trimmed
        isInParentheses = byte == UInt8(ascii: "(")
        if !isInParentheses { json.append(byte) }
    }

    private var draft: CallDraft {
        var draft = CallDraft()
        draft.wire = content[...]
        draft.name = name
        draft.announcement = streaming.announcement
        if name != nil { draft.arguments = .text(arguments) }
        return draft
    }

    private var arguments: ArraySlice<UInt8> {
        var text = json.output[...]
        while let last = text.last, last <= 0x20 { text.removeLast() }
        if isInParentheses, text.last == UInt8(ascii: ")") { text.removeLast() }
        return text
    }

    private mutating func settle(_ gate: inout CallGate, isClosed: Bool) {
        json.finish()
        stream(&gate)
        var draft = draft
        guard name != nil, length <= limits.callBytes, LenientText.value(arguments) != nil else {
            return gate.reject(draft, isClosed ? .malformed("it is no call in Gemma's spelling") : .truncated)
        }
        if !isClosed { draft.notes.recovered = .missingEnd }
        gate.take(draft)
    }

    private mutating func stream(_ gate: inout CallGate) {
        guard gate.sendsDeltas, name != nil else { return }
        if !streaming.isDecided {
            let draft = draft
            streaming.announce(draft, &gate)
        }
        streaming.advance(over: json.output[...], to: json.output.count, &gate)
    }

    mutating func finish(_ gate: inout CallGate) -> [UInt8]? {
        keep(matcher.release())
        guard content.starts(with: Self.start) || Self.start.starts(with: content) else { return content }
        settle(&gate, isClosed: false)
        return nil
    }
}
