// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON

/// One or more JSON objects, or a list of them, up to an end marker:
/// `{"name":"get_time","arguments":{"timezone":"UTC"}}`.
struct JSONBody: CallBody {
    private enum State: Sendable {
        /// Before the first object; white space and a fence line may stand here.
        case start
        case fenceLine
        case object
        /// After an object: the end marker, a separator or a further object is due.
        case between
        /// The JSON broke off; everything up to the next marker belongs to the broken call.
        case broken
    }

    private var state = State.start
    private var object: CallObject
    /// What has been said of the last object's call.
    private var announcement: CallAnnouncement?
    private let markers: MarkerTrie
    private var matcher: MarkerMatcher
    /// A complete object whose end has not been seen yet.
    private var pending: CallDraft?
    /// What stands before the first object.
    private var prelude: [UInt8] = []
    /// White space after an object, which is text if the body ends there.
    private var gap: [UInt8] = []
    /// What followed the place where the JSON broke.
    private var wreck: [UInt8] = []
    private var lastWreckByte: UInt8 = 0
    private var isInList: Bool
    private let endsWithList: Bool
    private let layout: CallObject.Layout
    private let expectsEnd: Bool
    private let limits: ParsingLimits

    /// - Parameters:
    ///   - markers: every marker that ends the body or begins the next call.
    ///   - expectsEnd: the dialect has an end marker, so that a call without one is marked as recovered.
    ///   - layout: where in an object the call's parts are.
    ///   - isInList: the bracket of a list has been read already.
    ///   - endsWithList: nothing but that list's end ends the body.
    ///   - limits: the parser's limits.
    init(
        markers: MarkerTrie, expectsEnd: Bool, layout: CallObject.Layout = .members, isInList: Bool = false,
        endsWithList: Bool = false, limits: ParsingLimits
    ) {
        self.layout = layout
        self.isInList = isInList
        self.endsWithList = endsWithList
        self.markers = markers
        matcher = MarkerMatcher(markers)
        object = CallObject(limit: limits.callBytes)
        self.expectsEnd = expectsEnd
        self.limits = limits
    }

    /// Whether a body of this kind can begin with `byte`.
    static func canBegin(with byte: UInt8) -> Bool {
        byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "`")
    }

    mutating func read(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress {
        while index < bytes.count {
            var progress: BodyProgress?
            switch state {
            case .start: progress = start(bytes[index], &index)
            case .fenceLine: progress = fenceLine(bytes[index], &index)
            case .object: return .object
            case .between: progress = between(bytes[index], &index, &gate)
            case .broken: progress = broken(bytes[index], &index, &gate)
            }
            if let progress { return progress }
        }
        return .needsMore
    }

    private mutating func start(_ byte: UInt8, _ index: inout Int) -> BodyProgress? {
        switch byte {
        case UInt8(ascii: "{"):
            state = .object
            return nil
        case UInt8(ascii: "[") where !isInList:
            isInList = true
        case UInt8(ascii: "]") where isInList:
            state = .between
            return nil
        case UInt8(ascii: "`"):
            state = .fenceLine
        case ...0x20:
            break
        default:
            return .refused(prelude)
        }
        prelude.append(byte)
        index += 1
        return prelude.count > limits.openingBytes ? .refused(prelude) : nil
    }

    private mutating func fenceLine(_ byte: UInt8, _ index: inout Int) -> BodyProgress? {
        prelude.append(byte)
        index += 1
        if byte == 0x0A { state = .start }
        return prelude.count > limits.openingBytes ? .refused(prelude) : nil
    }

    mutating func beginObject(_ gate: inout CallGate) -> (CallObject, ArgumentStreaming) {
        (CallObject(limit: limits.callBytes, layout: layout), ArgumentStreaming())
    }

    mutating func endObject(
        _ object: CallObject, _ streaming: ArgumentStreaming, isCut: Bool, _ gate: inout CallGate
    ) -> BodyProgress {
        self.object = object
        announcement = streaming.announcement
        if isCut { return .needsMore }
        guard object.isComplete else {
            state = .broken
            return resume(&gate) ?? .needsMore
        }
        pending = object.draft(announcement: announcement)
        gap = []
        state = .between
        return .needsMore
    }

    /// A string that was never closed swallows the end marker and the next call: that call is read after all.
    private mutating func resume(_ gate: inout CallGate) -> BodyProgress? {
        guard let place = neighbour, gate.mayResume() else { return nil }
        var draft = object.draft(announcement: announcement)
        draft.wire = object.bytes[..<place]
        gate.reject(draft, .malformed("its JSON is broken"))
        return .endedBefore(Array(object.bytes[place...]))
    }

    /// Where in the object's bytes an end marker with an opening marker behind it ends.
    private var neighbour: Int? {
        var matcher = MarkerMatcher(markers)
        var end: Int?
        var index = 0
        let bytes = object.bytes
        while index < bytes.count {
            switch matcher.step(bytes[index]) {
            case .partial:
                index += 1
            case .marker(let marker):
                index += 1
                if case .opening = marker.role, let end { return end }
                end = marker.role == .closing ? index : nil
            case .failed(let held):
                if !held.isEmpty || bytes[index] > 0x20 { end = nil }
                if held.isEmpty { index += 1 }
            }
        }
        return nil
    }

    // MARK: - After an object

    private mutating func between(_ byte: UInt8, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress?
    {
        if !matcher.isPartial {
            if endsWithList, byte == UInt8(ascii: "]") {
                index += 1
                settle(&gate)
                return .ended
            }
            if takeSeparator(byte, &gate) {
                index += 1
                return nil
            }
            if byte == UInt8(ascii: "{") {
                settle(&gate)
                state = .object
                return nil
            }
        }
        switch matcher.step(byte) {
        case .partial:
            index += 1
            return nil
        case .marker(let marker):
            index += 1
            return end(at: marker, &gate)
        case .failed(let held):
            settle(&gate, isRecovered: expectsEnd)
            return .endedBefore(gap + held, owesEnd: expectsEnd)
        }
    }

    private mutating func takeSeparator(_ byte: UInt8, _ gate: inout CallGate) -> Bool {
        switch byte {
        case ...0x20:
            gap.append(byte)
            return gap.count <= limits.leadingSpaceBytes
        case UInt8(ascii: ",") where isInList, UInt8(ascii: ";"):
            settle(&gate)
        case UInt8(ascii: "]") where isInList:
            isInList = false
        case UInt8(ascii: "}") where expectsEnd && pending != nil:
            pending?.notes.repairs.append("extra_brace")
        case UInt8(ascii: "`") where expectsEnd:
            break
        default:
            return false
        }
        gap = []
        return true
    }

    private mutating func end(at marker: Marker, _ gate: inout CallGate) -> BodyProgress {
        if case .closing = marker.role {
            if pending == nil, object.length == 0 {
                gate.reject(CallDraft(), .malformed("there is no call between its markers"))
            }
            settle(&gate)
            return .ended
        }
        settle(&gate, isRecovered: expectsEnd)
        return .interrupted(marker)
    }

    private mutating func settle(_ gate: inout CallGate, isRecovered: Bool = false) {
        guard var draft = pending else { return }
        pending = nil
        if isRecovered { draft.notes.recovered = .missingEnd }
        if object.isOversize {
            gate.reject(draft, .malformed("it is longer than \(limits.callBytes) bytes"))
        } else {
            gate.take(draft)
        }
    }

    // MARK: - Broken JSON

    private mutating func broken(_ byte: UInt8, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress? {
        switch matcher.step(byte) {
        case .partial:
            index += 1
            return nil
        case .failed(let held):
            keepWreck(held)
            // A byte that could not go on with a marker may still begin one.
            guard case .failed = matcher.step(byte) else {
                index += 1
                return nil
            }
            keepWreck([byte])
            index += 1
            defer { lastWreckByte = byte }
            // Without an end marker an empty line is the best sign that the call is over.
            guard !expectsEnd, byte == 0x0A, lastWreckByte == 0x0A else { return nil }
            giveUp(&gate, isOver: false)
            return .ended
        case .marker(let marker):
            index += 1
            giveUp(&gate, isOver: false)
            if case .closing = marker.role { return .ended }
            return .interrupted(marker)
        }
    }

    private mutating func keepWreck(_ bytes: [UInt8]) {
        guard wreck.count < limits.previewBytes else { return }
        wreck.append(contentsOf: bytes)
    }

    /// Reports the broken call, or takes it when nothing but its outer brace is missing.
    private mutating func giveUp(_ gate: inout CallGate, isOver: Bool) {
        var draft = object.draft(announcement: announcement)
        let onlyBraceMissing = object.lacksOnlyBrace && wreck.allSatisfy { $0 <= 0x20 }
        if onlyBraceMissing, object.name != nil {
            draft.notes.repairs.append("missing_brace")
            if isOver { draft.notes.recovered = .missingEnd }
            return gate.take(draft)
        }
        draft.wire.append(contentsOf: wreck)
        gate.reject(draft, isOver ? .truncated : .malformed("its JSON is broken"))
    }

    mutating func finish(_ gate: inout CallGate) -> [UInt8]? {
        keepWreck(matcher.release())
        switch state {
        case .start, .fenceLine: return prelude
        case .object: giveUp(&gate, isOver: true)
        case .between: settle(&gate, isRecovered: expectsEnd)
        case .broken:
            let isCut = wreck.allSatisfy { $0 <= 0x20 }
            giveUp(&gate, isOver: isCut)
        }
        return nil
    }
}
