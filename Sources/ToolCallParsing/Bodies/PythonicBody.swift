// SPDX-License-Identifier: Apache-2.0

import ChatModel

/// Calls in Python's spelling, in a list or one a line: `[get_time(timezone='UTC'), refresh()]`.
struct PythonicBody: CallBody {
    private enum State: Sendable {
        case between
        case name
        case arguments
    }

    private var state = State.between
    private var name: [UInt8] = []
    private var call: [UInt8] = []
    /// Open brackets, and the quote of the string that is open, or 0.
    private var depth = 0
    private var quote: UInt8 = 0
    private var isEscaped = false
    private var matcher: MarkerMatcher
    private var hasCalls = false
    private let isBare: Bool
    private let limits: ParsingLimits

    /// - Parameters:
    ///   - markers: what ends the body or begins the next call.
    ///   - isBare: no marker began the body and its list's bracket ends it.
    ///   - limits: the parser's limits.
    init(markers: MarkerTrie, isBare: Bool, limits: ParsingLimits) {
        matcher = MarkerMatcher(markers)
        self.isBare = isBare
        self.limits = limits
    }

    mutating func read(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress {
        while index < bytes.count {
            let byte = bytes[index]
            switch state {
            case .between:
                if let progress = between(byte, &index, &gate) { return progress }
            case .name:
                index += 1
                if byte == UInt8(ascii: "(") {
                    state = .arguments
                    depth = 1
                    call = []
                } else if byte > 0x20, name.count <= limits.openingBytes {
                    name.append(byte)
                } else if byte > 0x20 {
                    gate.reject(draft, .malformed("it is no call in Python's spelling"))
                    return .ended
                }
            case .arguments:
                index += 1
                argument(byte, &gate)
            }
        }
        return .needsMore
    }

    private mutating func between(_ byte: UInt8, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress?
    {
        if !matcher.isPartial {
            switch byte {
            case ...0x20, UInt8(ascii: "["), UInt8(ascii: ","), UInt8(ascii: ";"):
                index += 1
                return nil
            case UInt8(ascii: "]"):
                index += 1
                return isBare ? .ended : nil
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "_"):
                name = []
                state = .name
                return nil
            default:
                break
            }
        }
        switch matcher.step(byte) {
        case .partial:
            index += 1
            return nil
        case .marker(let marker):
            index += 1
            if !hasCalls { gate.reject(CallDraft(), .malformed("there is no call between its markers")) }
            return marker.role == .closing ? .ended : .interrupted(marker)
        case .failed(let held):
            return .endedBefore(held)
        }
    }

    private mutating func argument(_ byte: UInt8, _ gate: inout CallGate) {
        if isEscaped {
            isEscaped = false
        } else if quote != 0 {
            if byte == UInt8(ascii: "\\") { isEscaped = true }
            if byte == quote { quote = 0 }
        } else {
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""): quote = byte
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        guard depth > 0 else { return settle(&gate) }
        if call.count <= limits.callBytes { call.append(byte) }
    }

    private var draft: CallDraft {
        var draft = CallDraft()
        draft.name = String(decoding: name, as: UTF8.self)
        draft.wire = name[...] + [UInt8(ascii: "(")] + call
        return draft
    }

    private mutating func settle(_ gate: inout CallGate) {
        state = .between
        hasCalls = true
        var draft = draft
        if call.count > limits.callBytes {
            return gate.reject(draft, .malformed("it is longer than \(limits.callBytes) bytes"))
        }
        guard let members = PythonReader.arguments(call) else {
            return gate.reject(draft, .malformed("its arguments are not Python literals given by name"))
        }
        draft.arguments = .text(members.jsonText)
        gate.take(draft)
    }

    mutating func finish(_ gate: inout CallGate) -> [UInt8]? {
        if state != .between { gate.reject(draft, .truncated) }
        return nil
    }
}
