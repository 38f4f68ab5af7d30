// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON

/// Calls whose arguments stand between tags: `<function=f><parameter=k>v</parameter></function>`.
///
/// The tags carry no types: the tool's schema, or an attribute of the tag, tells what a value is.
struct TaggedBody: CallBody {
    private enum State: Sendable {
        /// Between tags; white space means nothing here.
        case between
        /// Inside a tag, up to its end.
        case tag
        /// Inside an argument's value, up to its end tag.
        case value
        /// Arguments as a JSON object instead of tags.
        case json
        /// The name of a call, or of an argument, as plain text.
        case word(isKey: Bool)
        case broken

        var isJSON: Bool { if case .json = self { true } else { false } }
    }

    private let style: TagStyle
    private let limits: ParsingLimits
    private let isWrapped: Bool
    private let openerLength: Int
    /// Of a body that a call's own tag begins, what may be text after all: all bytes up to the first that may not.
    private var lead: [UInt8]?
    private var hasCalls = false
    private var state: State
    /// The text of the tag or word being read.
    private var word: [UInt8] = []
    private var name: String?
    private var id: String?
    private var members = JSONObject()
    /// The members that are bare text.
    private var untyped: Set<String> = []
    private var key: String?
    private var kind = TagStyle.ValueKind.untyped
    private var value: [UInt8] = []
    /// How much of a value that is sent as it grows has been sent or is layout; nil when it is not sent so.
    private var flowed: Int?
    private var valueEnd: MarkerMatcher
    private var scanner = JSONScanner(tolerating: .all)
    private var streaming = ArgumentStreaming()
    private var wire: [UInt8] = []
    private var length = 0
    /// How many bytes of values are kept, of all arguments together.
    private var kept = 0
    private var ends: MarkerMatcher

    /// - Parameters:
    ///   - style: which tags mean what.
    ///   - opener: the bytes of the tag in which the body begins; empty inside a wrapper.
    ///   - ends: every marker that ends the body or begins the next call.
    ///   - limits: the parser's limits.
    init(style: TagStyle, opener: String, ends: MarkerTrie, limits: ParsingLimits) {
        self.style = style
        self.limits = limits
        self.ends = MarkerMatcher(ends)
        isWrapped = opener.isEmpty
        openerLength = opener.utf8.count
        lead = opener.isEmpty ? nil : []
        word = Array(opener.utf8)
        state = opener.isEmpty ? (style.namesAreText ? .word(isKey: false) : .between) : .tag
        valueEnd = MarkerMatcher(style.valueEnd)
    }

    /// A body whose name and first tag are known already.
    init(style: TagStyle, name: String, firstTag: String, ends: MarkerTrie, limits: ParsingLimits) {
        self.init(style: style, opener: "", ends: ends, limits: limits)
        self.name = name
        state = .between
        if case .key = style.tag(firstTag) { state = .word(isKey: true) }
    }

    mutating func read(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress {
        if name != nil, lead == nil { announce(&gate) }
        while index < bytes.count {
            let start = index
            let byte = bytes[index]
            if lead != nil { keepLead(byte, &gate) }
            var progress: BodyProgress?
            switch state {
            case .between: progress = between(byte, &index, &gate)
            case .tag: progress = tag(byte, &index, &gate)
            case .value: value(bytes, &index, &gate)
            case .json: json(bytes, &index, &gate)
            case .word(let isKey): word(byte, &index, isKey: isKey, &gate)
            case .broken: progress = broken(byte, &index, &gate)
            }
            note(bytes.extracting(start..<index))
            if let progress { return progress }
        }
        return .needsMore
    }

    /// After a tag with a declared name a further tag or an object makes a call; anything else makes all of it text.
    private mutating func keepLead(_ byte: UInt8, _ gate: inout CallGate) {
        guard name != nil, byte == UInt8(ascii: "<") || byte == UInt8(ascii: "{") else {
            lead?.append(byte)
            return
        }
        lead = nil
        announce(&gate)
    }

    private mutating func note(_ bytes: Span<UInt8>) {
        length += bytes.count
        let room = limits.previewBytes - wire.count
        if room > 0 { wire.append(contentsOf: bytes.extracting(first: min(room, bytes.count))) }
    }

    private mutating func announce(_ gate: inout CallGate) {
        guard gate.sendsDeltas, !streaming.isDecided else { return }
        let draft = draft
        streaming.announce(draft, &gate)
    }

    // MARK: - Tags

    private mutating func between(_ byte: UInt8, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress?
    {
        switch byte {
        case ...0x20:
            index += 1
        case UInt8(ascii: "<"):
            word = [byte]
            state = .tag
            index += 1
        case UInt8(ascii: "{") where name != nil && members.isEmpty:
            value = []
            scanner = JSONScanner(tolerating: .all)
            state = .json
        case _ where style.namesAreText && key != nil:
            // GLM's models sometimes leave the tag before the value out.
            beginValue(gate)
        default:
            if name != nil, let lead { return .refused(lead.dropLast()) }
            if name == nil, isWrapped || length > 0 { return .endedBefore([], owesEnd: isWrapped) }
            state = .broken
        }
        return nil
    }

    private mutating func tag(_ byte: UInt8, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress? {
        word.append(byte)
        index += 1
        guard word.count <= limits.candidateBytes else {
            if !isWrapped, name == nil { return .refused(Array(word.dropFirst(openerLength))) }
            state = .broken
            return nil
        }
        guard word.suffix(style.tagEnd.count).elementsEqual(style.tagEnd) else { return nil }
        return take(style.tag(String(decoding: word, as: UTF8.self)), &gate)
    }

    private mutating func take(_ tag: TagStyle.Tag, _ gate: inout CallGate) -> BodyProgress? {
        state = .between
        switch tag {
        case .call(let name, let id):
            return begin(name, id: id, &gate)
        case .argument(let name, let kind):
            key = name
            self.kind = kind
            beginValue(gate)
        case .key:
            word = []
            state = .word(isKey: true)
        case .value:
            kind = .untyped
            beginValue(gate)
        case .endOfCall:
            settle(&gate, isClosed: true)
            if !isWrapped { return .ended }
        case .endOfWrapper:
            if name == nil, !hasCalls {
                gate.reject(draft, .malformed("there is no call between its markers"))
            }
            settle(&gate, isClosed: style.namesAreText)
            return .ended
        case .ignored:
            break
        case .other:
            // Looked at again, the tag that began the body would begin it again.
            if !isWrapped, name == nil, !hasCalls { return .refused(Array(word.dropFirst(openerLength))) }
            state = .broken
            // The tag may be the marker that ends the body: it is looked at byte by byte.
            let tail = word
            var position = 0
            while position < tail.count {
                guard let progress = broken(tail[position], &position, &gate) else { continue }
                let rest = Array(tail[position...])
                if case .interrupted(let marker, _) = progress { return .interrupted(marker, rest: rest) }
                return rest.isEmpty ? progress : .endedBefore(rest)
            }
        }
        return nil
    }

    private mutating func begin(_ name: String, id: String?, _ gate: inout CallGate) -> BodyProgress? {
        if !isWrapped, self.name == nil, gate.catalog.resolve(name) == nil {
            return .refused(Array(word.dropFirst(openerLength)))
        }
        settle(&gate, isClosed: false)
        self.name = name
        self.id = id
        if lead == nil { announce(&gate) }
        return nil
    }

    // MARK: - Values

    private mutating func beginValue(_ gate: CallGate) {
        value = []
        flowed = nil
        valueEnd = MarkerMatcher(style.valueEnd)
        state = .value
        guard gate.sendsDeltas, let key, kind != .json else { return }
        flowed = streaming.beginText(key, isString: kind == .string) ? 0 : nil
    }

    private mutating func value(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) {
        while index < bytes.count {
            if !valueEnd.isPartial {
                let end = style.valueEnd.nextStart(in: bytes, from: index)
                keepValue(bytes.extracting(index..<end))
                index = end
                guard index < bytes.count else { break }
            }
            switch valueEnd.step(bytes[index]) {
            case .partial:
                index += 1
            case .failed(let held):
                // The byte itself is looked at anew: it may begin the end tag.
                keepValue(held.span)
            case .marker:
                index += 1
                return endValue(&gate)
            }
        }
        flow(&gate)
    }

    private mutating func keepValue(_ bytes: Span<UInt8>) {
        let room = min(limits.callBytes - kept, bytes.count)
        kept += room
        value.append(contentsOf: bytes.extracting(first: room))
    }

    /// Sends what the value has gained: all but a line end, which is layout if the value ends with it.
    private mutating func flow(_ gate: inout CallGate) {
        guard let flowed, !value.isEmpty else { return }
        let start = flowed == 0 && value[0] == 0x0A ? 1 : flowed
        let end = value.count > start && value[value.count - 1] == 0x0A ? value.count - 1 : value.count
        self.flowed = max(start, end)
        if start < end { streaming.sendText(value[start..<end], &gate) }
    }

    private mutating func endValue(_ gate: inout CallGate) {
        state = .between
        guard let key else { return }
        let read = style.value(value, kind)
        members[key] = read.value
        if read.isUntyped { untyped.insert(key) } else { untyped.remove(key) }
        if flowed == nil {
            streaming.send(key, read.value, isUntyped: read.isUntyped, &gate)
        } else {
            flow(&gate)
            streaming.endText(&gate)
        }
        self.key = nil
    }

    private mutating func json(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) {
        let start = index
        let token = scanner.next(in: bytes, at: &index)
        keepValue(bytes.extracting(start..<index))
        if gate.sendsDeltas { streaming.advance(over: value[...], to: value.count, &gate) }
        if case .fault = token {
            state = .broken
        } else if scanner.isComplete {
            state = .between
        }
    }

    private mutating func word(_ byte: UInt8, _ index: inout Int, isKey: Bool, _ gate: inout CallGate) {
        guard byte == UInt8(ascii: "<") else {
            if word.count <= limits.candidateBytes { word.append(byte) }
            index += 1
            return
        }
        let text = String(decoding: word, as: UTF8.self).trimmed
        state = .between
        if isKey {
            key = text
        } else {
            name = text
            announce(&gate)
        }
    }

    // MARK: - End

    private var draft: CallDraft {
        var draft = CallDraft()
        draft.name = name
        draft.id = id
        draft.arguments = scanner.isComplete ? .text(value[...]) : .members(members, untyped: untyped)
        draft.wire = wire[...]
        draft.announcement = streaming.announcement
        return draft
    }

    private mutating func settle(_ gate: inout CallGate, isClosed: Bool) {
        guard name != nil else { return }
        hasCalls = true
        var draft = draft
        if !isClosed { draft.notes.recovered = .missingEnd }
        if length > limits.callBytes {
            gate.reject(draft, .malformed("it is longer than \(limits.callBytes) bytes"))
        } else {
            gate.take(draft)
        }
        name = nil
        id = nil
        members = JSONObject()
        untyped = []
        key = nil
        scanner = JSONScanner(tolerating: .all)
        streaming = ArgumentStreaming()
        wire = []
        length = 0
        kept = 0
    }

    private mutating func broken(_ byte: UInt8, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress? {
        switch ends.step(byte) {
        case .partial:
            index += 1
        case .failed(let held):
            if held.isEmpty { index += 1 }
        case .marker(let marker):
            index += 1
            if name != nil || !hasCalls { gate.reject(draft, .malformed("its tags are broken")) }
            return marker.role == .closing ? .ended : .interrupted(marker)
        }
        return nil
    }

    mutating func finish(_ gate: inout CallGate) -> [UInt8]? {
        switch state {
        case .broken:
            gate.reject(draft, .malformed("its tags are broken"))
        case .between where name == nil:
            break
        case .tag where name == nil && !isWrapped:
            return Array(word.dropFirst(openerLength))
        default:
            gate.reject(draft, .truncated)
        }
        return nil
    }
}
