// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON

/// A name, a separator and a JSON object of arguments: `get_time[ARGS]{"timezone":"UTC"}`.
struct NamedBody: CallBody {
    /// What a header says of the call.
    struct Header: Sendable {
        var name: String
        var id: String?
    }

    private enum State: Sendable {
        case header
        /// Between the separator and the arguments; a fence line or, in DeepSeek V3, the name may stand here.
        case prelude
        case arguments
        case after
        case broken
    }

    private var state = State.header
    /// All bytes since the opening marker, for a body that turns out to be none and for previews.
    private var wire: [UInt8] = []
    private var header: [UInt8] = []
    private var prelude: [UInt8] = []
    private var arguments: ArraySlice<UInt8> = []
    private var announcement: CallAnnouncement?
    private var matcher: MarkerMatcher
    private var gap: [UInt8] = []
    private let separators: [String]
    private let parse: @Sendable (String) -> Header
    private let expectsEnd: Bool
    private let limits: ParsingLimits
    private var isOversize = false
    /// The name does not stand in the body.
    private var hasOwnName = false

    /// - Parameters:
    ///   - markers: the separators, and every marker that ends the body or begins the next call.
    ///   - separators: what may stand between header and arguments.
    ///   - expectsEnd: the dialect has an end marker.
    ///   - limits: the parser's limits.
    ///   - parse: reads the header.
    init(
        markers: MarkerTrie, separators: [String], expectsEnd: Bool, limits: ParsingLimits,
        parse: @escaping @Sendable (String) -> Header = { Header(name: $0) }
    ) {
        matcher = MarkerMatcher(markers)
        self.separators = separators
        self.parse = parse
        self.expectsEnd = expectsEnd
        self.limits = limits
    }

    /// A body whose name is known already.
    init(name: String, markers: MarkerTrie, expectsEnd: Bool, limits: ParsingLimits) {
        self.init(markers: markers, separators: [], expectsEnd: expectsEnd, limits: limits)
        header = Array(name.utf8)
        hasOwnName = true
        state = .prelude
    }

    mutating func read(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress {
        while index < bytes.count {
            if state == .arguments { return .object }
            let byte = bytes[index]
            if !matcher.isPartial, let progress = takePlain(byte, &index, &gate) {
                if case .needsMore = progress { continue }
                return progress
            }
            switch matcher.step(byte) {
            case .partial:
                index += 1
            case .marker(let marker):
                index += 1
                if let progress = take(marker, &gate) { return progress }
            case .failed(let held):
                if let progress = takeFailed(held, byte, &index, &gate) { return progress }
            }
        }
        return .needsMore
    }

    /// Takes a byte that begins no marker; nil when it may begin one.
    private mutating func takePlain(
        _ byte: UInt8, _ index: inout Int, _ gate: inout CallGate
    ) -> BodyProgress? {
        switch state {
        case .header where byte == UInt8(ascii: "{"), .prelude where byte == UInt8(ascii: "{"):
            state = .arguments
            return .needsMore
        case .after
        where byte <= 0x20 || byte == UInt8(ascii: "`") || (byte == UInt8(ascii: ";") && !expectsEnd):
            gap.append(byte)
            index += 1
            return gap.count > limits.leadingSpaceBytes ? endUnmarked([], &gate) : .needsMore
        case .after where expectsEnd && byte == UInt8(ascii: "}"):
            index += 1
            return .needsMore
        default:
            return nil
        }
    }

    /// Bytes that are no marker: part of the header, or the end of the body.
    private mutating func takeFailed(
        _ held: [UInt8], _ byte: UInt8, _ index: inout Int, _ gate: inout CallGate
    ) -> BodyProgress? {
        if state == .after { return endUnmarked(held, &gate) }
        let endsWithSpace = header.last.map { $0 <= 0x20 } ?? false
        keep(held)
        if held.isEmpty {
            keep([byte])
            index += 1
        }
        guard state == .header else { return nil }
        // A name is one word, and short.
        let isPhrase = endsWithSpace && (held.first ?? byte) > 0x20 && header.contains { $0 > 0x20 }
        return isPhrase || wire.count > limits.openingBytes * 2 ? .refused(wire) : nil
    }

    private mutating func keep(_ bytes: [UInt8]) {
        if wire.count < max(limits.previewBytes, limits.openingBytes * 4) { wire.append(contentsOf: bytes) }
        switch state {
        case .header: header.append(contentsOf: bytes)
        case .prelude where prelude.count < limits.openingBytes * 2: prelude.append(contentsOf: bytes)
        default: break
        }
    }

    private mutating func take(_ marker: Marker, _ gate: inout CallGate) -> BodyProgress? {
        if state == .header || state == .prelude {
            if separators.contains(marker.text) {
                keep(Array(marker.text.utf8))
                if state == .header { header.removeLast(marker.text.utf8.count) }
                state = .prelude
                return nil
            }
            if state == .header, marker.role != .closing { return .refused(wire + marker.text.utf8) }
        }
        let isClosing = marker.role == .closing
        // A header alone may stand around calls in markers of their own.
        if state == .prelude, separators.isEmpty, !isClosing { return .interrupted(marker) }
        settle(&gate, isClosed: isClosing)
        return isClosing ? .ended : .interrupted(marker)
    }

    private mutating func endUnmarked(_ held: [UInt8], _ gate: inout CallGate) -> BodyProgress {
        settle(&gate, isClosed: false)
        return .endedBefore(gap.drop { $0 == UInt8(ascii: "`") } + held, owesEnd: expectsEnd)
    }

    // MARK: - Arguments

    mutating func beginObject(_ gate: inout CallGate) -> (CallObject, ArgumentStreaming) {
        var streaming = ArgumentStreaming()
        let draft = draft
        streaming.announce(draft, &gate)
        return (CallObject(limit: limits.callBytes, layout: .arguments), streaming)
    }

    mutating func endObject(
        _ object: CallObject, _ streaming: ArgumentStreaming, isCut: Bool, _ gate: inout CallGate
    ) -> BodyProgress {
        arguments = object.bytes
        announcement = streaming.announcement
        isOversize = object.isOversize
        if !isCut { state = object.isComplete ? .after : .broken }
        return .needsMore
    }

    private var draft: CallDraft {
        var draft = CallDraft()
        let second = String(decoding: prelude, as: UTF8.self)
        let line =
            second.split(separator: "\n").first { $0.utf8.first != UInt8(ascii: "`") }.map(String.init) ?? ""
        let said = parse(String(decoding: header, as: UTF8.self).trimmed)
        draft.name = hasOwnName || line.trimmed.isEmpty ? said.name : line.trimmed
        draft.id = said.id
        if !arguments.isEmpty {
            draft.arguments = .text(arguments)
        } else if hasOwnName {
            // Whatever stands in the place of arguments is none.
            draft.arguments = .text(prelude[...])
        }
        draft.wire = wire[...] + arguments
        draft.announcement = announcement
        return draft
    }

    private mutating func settle(_ gate: inout CallGate, isClosed: Bool) {
        var draft = draft
        if isOversize {
            gate.reject(draft, .malformed("it is longer than \(limits.callBytes) bytes"))
        } else if state == .header, draft.name.flatMap({ gate.catalog.resolve($0) }) == nil {
            gate.reject(draft, .malformed("there is no call between its markers"))
        } else if state == .broken || state == .arguments {
            gate.reject(draft, .malformed("its JSON is broken"))
        } else {
            if !isClosed, expectsEnd { draft.notes.recovered = .missingEnd }
            gate.take(draft)
        }
    }

    mutating func finish(_ gate: inout CallGate) -> [UInt8]? {
        switch state {
        case .after:
            settle(&gate, isClosed: false)
        case .broken:
            gate.reject(draft, .malformed("its JSON is broken"))
        case .header where draft.name.flatMap({ gate.catalog.resolve($0) }) == nil:
            return wire + matcher.release()
        case .header, .prelude, .arguments:
            gate.reject(draft, .truncated)
        }
        return nil
    }
}
