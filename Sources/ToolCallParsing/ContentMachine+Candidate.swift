// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON

/// Bare objects: `{"action":"listFiles","params":{"path":"."}}`, and Llama's `{"name":…,"parameters":…}`.
extension ContentMachine {
    mutating func beginCandidate() {
        object = CallObject(limit: limits.callBytes)
        streaming = ArgumentStreaming()
        isAwaitingName = false
        mode = .candidate
        let brace: [UInt8] = [UInt8(ascii: "{")]
        var index = 0
        _ = object.feed(brace.span, &index)
    }

    mutating func candidate(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) {
        let room = min(bytes.count - index, limits.callBytes - object.length)
        guard room > 0 else { return releaseCandidate(&gate) }
        let progress = object.feed(bytes.extracting(..<(index + room)), &index)
        guard isAwaitingName || object.length <= 2 * limits.candidateBytes else {
            return releaseCandidate(&gate)
        }
        switch progress {
        case .memberBegan where !isAwaitingName && object.length > limits.candidateBytes:
            releaseCandidate(&gate)
        case .partBegan(.other) where object.hasBareKey:
            releaseCandidate(&gate)
        case .partBegan(.name) where object.currentKey == "action" && !object.isAtString:
            releaseCandidate(&gate)
        case .partEnded(.name):
            judge(&gate)
        case .partBegan(.arguments):
            let first = object.bytes.last
            guard first == UInt8(ascii: "{") || first == UInt8(ascii: "\"") else { return }
            if object.name == nil { isAwaitingName = true }
            judge(&gate)
        case .complete, .fault:
            releaseCandidate(&gate)
        default:
            break
        }
    }

    /// Decides as soon as the name, and where it takes that the arguments, are there.
    private mutating func judge(_ gate: inout CallGate) {
        guard let name = object.name, let key = object.nameKey else { return }
        let isDeclared = gate.catalog.resolve(name) != nil
        let hasArguments = object.argumentsStart != nil
        switch key {
        case "action" where isDeclared: commit(&gate)
        case "action" where hasArguments: isFenced ? releaseCandidate(&gate) : commit(&gate)
        case "name" where isDeclared && hasArguments: commit(&gate)
        default: break
        }
    }

    private mutating func commit(_ gate: inout CallGate) {
        if isListed { return beginListedCalls(&gate) }
        leading = []
        held = []
        if isFenced { callFence = fence }
        gate.output.endProse()
        mode = .object
        if gate.sendsDeltas { streamObject(&gate) }
    }

    // MARK: - No call

    /// The object is data: text, and what is nested in it as well.
    private mutating func releaseCandidate(_ gate: inout CallGate) {
        let bytes = object.bytes
        let before = held
        held = []
        if isFenced {
            emit(before.span, &gate)
            mode = .fenced
            closingRun = 0
        } else if isAwaitingName {
            // A long object is not read twice: its own scanner goes on.
            data = object.scanner
            mode = data.isComplete ? .text : .data
            emit(before.span, &gate)
            return emit(bytes.span, &gate)
        } else {
            data = JSONScanner()
            mode = .data
            let all = before + bytes
            return consume(all.span, &gate)
        }
        consume(bytes.span, &gate)
    }

    /// Lets an object through up to its end, or up to a byte that cannot be JSON.
    mutating func data(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) {
        let start = index
        while index < bytes.count, mode == .data {
            if case .fault = data.next(in: bytes, at: &index) { mode = .text }
            if data.isComplete { mode = .text }
        }
        emit(bytes.extracting(start..<index), &gate)
    }

    mutating func finishCandidate(_ gate: inout CallGate) {
        releaseCandidate(&gate)
    }

    // MARK: - A call

    mutating func readObject(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) {
        let progress = object.feed(bytes, &index)
        if gate.sendsDeltas { streamObject(&gate) }
        switch progress {
        case .complete:
            take(&gate)
        case .fault where object.lacksOnlyBrace:
            take(&gate, recovered: true)
        case .fault:
            wreckDepth = object.depth
            held = []
            mode = .wreck
        default:
            break
        }
    }

    private mutating func take(_ gate: inout CallGate, recovered: Bool = false) {
        var draft = object.draft(announcement: streaming.announcement)
        if recovered {
            draft.notes.recovered = .missingEnd
            draft.notes.repairs.append("missing_brace")
        }
        if object.isOversize {
            gate.reject(draft, .malformed("it is longer than \(limits.callBytes) bytes"))
        } else {
            gate.take(draft)
        }
        endCall()
        mayHaveBrace = !recovered
    }

    /// Skips what is left of a call whose JSON broke: up to its last brace or an empty line.
    mutating func wreck(_ byte: UInt8, _ index: inout Int, _ gate: inout CallGate) {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["): wreckDepth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): wreckDepth -= 1
        default: break
        }
        if held.count < limits.previewBytes { held.append(byte) }
        index += 1
        if wreckDepth == 0 || (byte == 0x0A && lastWreckByte == 0x0A) { rejectWreck(&gate) }
        lastWreckByte = byte
    }

    private mutating func rejectWreck(_ gate: inout CallGate) {
        var draft = object.draft(announcement: streaming.announcement)
        draft.wire.append(contentsOf: held)
        held = []
        gate.reject(draft, .malformed("its JSON is broken"))
        endCall()
    }

    mutating func finishObject(_ gate: inout CallGate) {
        if mode == .wreck { return rejectWreck(&gate) }
        if object.lacksOnlyBrace { return take(&gate, recovered: true) }
        gate.reject(object.draft(announcement: streaming.announcement), .truncated)
        endCall()
    }
}
