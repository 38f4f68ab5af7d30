// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON

/// Calls in Python's spelling, in a list or one a line: `[get_time(timezone='UTC'), refresh()]`.
struct PythonicBody: CallBody {
    /// What ends a body.
    enum Ending: Sendable {
        case marker
        /// Its list's bracket: no marker began it.
        case bracket
        /// The closing parenthesis of the call.
        case call
    }

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
    /// Where the argument now being read begins.
    private var argumentStart = 0
    private var streaming = ArgumentStreaming()
    /// Of a string that is sent while it grows: how it is read, and what is not sent yet.
    private var flow: PythonText?
    private var flowing: [UInt8] = []
    private var matcher: MarkerMatcher
    private var hasCalls = false
    /// All bytes before the first call, should there be none.
    private var prelude: [UInt8] = []
    private let ending: Ending
    private let takesUnknown: Bool
    private let limits: ParsingLimits

    /// - Parameters:
    ///   - markers: what ends the body or begins the next call.
    ///   - ending: what else may end it.
    ///   - takesUnknown: a first call of a tool that is not declared is a call all the same.
    ///   - limits: the parser's limits.
    init(markers: MarkerTrie, ending: Ending = .marker, takesUnknown: Bool = true, limits: ParsingLimits) {
        matcher = MarkerMatcher(markers)
        self.ending = ending
        self.takesUnknown = takesUnknown
        self.limits = limits
    }

    mutating func read(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress {
        while index < bytes.count {
            let byte = bytes[index]
            var progress: BodyProgress?
            switch state {
            case .between:
                progress = between(byte, &index, &gate)
            case .name:
                index += 1
                progress = name(byte, &gate)
            case .arguments:
                index += 1
                argument(byte, &gate)
                if state == .between, ending == .call { progress = .ended }
            }
            if let progress { return progress }
        }
        sendFlowing(&gate)
        return .needsMore
    }

    private mutating func between(_ byte: UInt8, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress?
    {
        if !matcher.isPartial {
            switch byte {
            case ...0x20, UInt8(ascii: "["), UInt8(ascii: ","), UInt8(ascii: ";"):
                note(byte)
                index += 1
                return nil
            case UInt8(ascii: "]"):
                note(byte)
                index += 1
                return ending == .bracket ? .ended : nil
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
            return hasCalls || takesUnknown
                ? .endedBefore(held, owesEnd: ending == .marker) : .refused(prelude + held)
        }
    }

    private mutating func note(_ byte: UInt8) {
        if !takesUnknown, !hasCalls { prelude.append(byte) }
    }

    private mutating func name(_ byte: UInt8, _ gate: inout CallGate) -> BodyProgress? {
        note(byte)
        if byte == UInt8(ascii: "(") {
            // Llama's built-in tools are written as `brave_search.call(query="x")`.
            let isBuiltIn = name.suffix(5).elementsEqual(".call".utf8)
            if isBuiltIn { name.removeLast(5) }
            let isKnown = isBuiltIn || gate.catalog.resolve(String(decoding: name, as: UTF8.self)) != nil
            if !takesUnknown, !hasCalls, !isKnown { return .refused(prelude) }
            begin(&gate)
        } else if byte > 0x20, name.count <= limits.openingBytes {
            name.append(byte)
        } else if byte > 0x20 {
            if !takesUnknown, !hasCalls { return .refused(prelude) }
            gate.reject(draft, .malformed("it is no call in Python's spelling"))
            return .ended
        }
        return nil
    }

    // MARK: - Arguments

    private mutating func begin(_ gate: inout CallGate) {
        hasCalls = true
        prelude = []
        state = .arguments
        depth = 1
        call = []
        argumentStart = 0
        streaming = ArgumentStreaming()
        guard gate.sendsDeltas else { return }
        let draft = draft
        streaming.announce(draft, &gate)
    }

    private mutating func argument(_ byte: UInt8, _ gate: inout CallGate) {
        let wasOpen = quote != 0
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
        if streaming.isAnnounced, call.count <= limits.callBytes { stream(byte, wasOpen: wasOpen, &gate) }
        guard depth > 0 else { return settle(&gate) }
        if call.count <= limits.callBytes { call.append(byte) }
    }

    /// Sends what the byte, which is not kept yet, makes certain.
    private mutating func stream(_ byte: UInt8, wasOpen: Bool, _ gate: inout CallGate) {
        if flow != nil, wasOpen {
            guard quote == 0 else {
                flow?.take(byte, into: &flowing)
                return
            }
            sendFlowing(&gate)
            if flow?.isBroken == false { streaming.endText(&gate) }
        } else if quote != 0, !wasOpen, depth == 1 {
            guard let name = PythonReader.name(before: call[argumentStart...]) else { return }
            if streaming.beginText(name, isString: true) { flow = PythonText() }
        } else if quote == 0, depth == 0 || (depth == 1 && byte == UInt8(ascii: ",")) {
            // Of a string that was sent while it grew nothing is left to send.
            if flow == nil { sendArgument(&gate) }
            flow = nil
            argumentStart = call.count + 1
        }
    }

    private mutating func sendArgument(_ gate: inout CallGate) {
        guard argumentStart < call.count, let members = PythonReader.arguments(Array(call[argumentStart...]))
        else { return }
        for (name, value) in members { streaming.send(name, value, isUntyped: false, &gate) }
    }

    private mutating func sendFlowing(_ gate: inout CallGate) {
        guard !flowing.isEmpty else { return }
        streaming.sendText(flowing[...], &gate)
        flowing.removeAll(keepingCapacity: true)
    }

    // MARK: - End

    private var draft: CallDraft {
        var draft = CallDraft()
        draft.name = String(decoding: name, as: UTF8.self)
        draft.wire = name[...] + [UInt8(ascii: "(")] + call
        draft.announcement = streaming.announcement
        return draft
    }

    private mutating func settle(_ gate: inout CallGate) {
        state = .between
        flow = nil
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
        if state != .arguments, !hasCalls, !takesUnknown { return prelude + matcher.release() }
        if state != .between { gate.reject(draft, .truncated) }
        return nil
    }
}
