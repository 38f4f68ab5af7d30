// SPDX-License-Identifier: Apache-2.0

/// What follows an opening marker.
extension ContentMachine {
    mutating func opening(_ byte: UInt8, _ index: inout Int) {
        if byte <= 0x20, held.count < limits.openingBytes {
            held.append(byte)
            index += 1
            return
        }
        if let body = grammar.dialects[dialect].body(place(byte)) {
            self.body = body
            mode = .body
        } else {
            matcher = MarkerMatcher(grammar.unsureEnds[dialect])
            mode = .unsure
        }
    }

    private func place(_ byte: UInt8) -> CallDialect.Place {
        CallDialect.Place(
            opener: opener?.text ?? "", byte: byte, isAdjacent: held.isEmpty, ends: grammar.bodyEnds[dialect],
            limits: limits)
    }

    mutating func body(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) {
        guard let progress = body?.read(bytes, &index, &gate) else { return endCall() }
        follow(progress, &gate)
    }

    mutating func readBodyObject(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) {
        let progress = object.feed(bytes, &index)
        if gate.sendsDeltas { streamObject(&gate) }
        switch progress {
        case .complete, .fault: endBodyObject(isCut: false, &gate)
        default: break
        }
    }

    /// Sends what the object's arguments have gained, once the call has a name.
    mutating func streamObject(_ gate: inout CallGate) {
        if object.name != nil { streaming.announce(object.draft(), &gate) }
        guard streaming.isAnnounced, let start = object.argumentsStart else { return }
        streaming.advance(
            over: object.bytes, from: start, to: object.argumentsEnd ?? object.count, &gate)
    }

    mutating func endBodyObject(isCut: Bool, _ gate: inout CallGate) {
        mode = .body
        let progress = body?.endObject(object, streaming, isCut: isCut, &gate)
        object = CallObject(limit: 0)
        streaming = ArgumentStreaming()
        if let progress { follow(progress, &gate) }
    }

    private mutating func follow(_ progress: BodyProgress, _ gate: inout CallGate) {
        switch progress {
        case .needsMore:
            break
        case .object:
            guard let (object, streaming) = body?.beginObject(&gate) else { return endCall() }
            self.object = object
            self.streaming = streaming
            mode = .bodyObject
        case .ended:
            endCall()
        case .endedBefore(let rest, let owesEnd):
            endCall()
            isEndOwed = owesEnd
            consume(rest.span, &gate)
        case .refused(let bytes):
            held += bytes
            releaseOpening(&gate)
        case .leads(let lead):
            endCall()
            if case .reasoning(let number) = lead { beginReasoning(number) }
        case .interrupted(let marker, let rest):
            endCall()
            begin(marker, &gate)
            consume(rest.span, &gate)
        }
    }

    /// Holds what cannot be a body until an end marker comes or it is long enough to be text.
    mutating func unsure(_ byte: UInt8, _ index: inout Int, _ gate: inout CallGate) {
        switch matcher.step(byte) {
        case .partial:
            break
        case .marker(let marker):
            index += 1
            return decide(at: marker, &gate)
        case .failed(let path):
            // The byte that ended an attempt may begin another.
            if !path.isEmpty, case .marker(let marker) = matcher.step(byte) {
                index += 1
                return decide(at: marker, &gate)
            }
        }
        held.append(byte)
        index += 1
        if held.count > limits.openingBytes, !matcher.isPartial { releaseOpening(&gate) }
    }

    private mutating func decide(at marker: Marker, _ gate: inout CallGate) {
        held.removeLast(min(held.count, marker.text.utf8.count - 1))
        if marker.role == .pivot { return turn(at: marker, &gate) }
        guard case .closing = marker.role else {
            releaseOpening(&gate)
            return begin(marker, &gate)
        }
        var draft = CallDraft()
        let text = String(decoding: held.drop { $0 <= 0x20 }, as: UTF8.self).trimmedEnd
        draft.wire = ArraySlice((opener?.text ?? "").utf8) + held
        held = []
        leading = []
        if grammar.dialects[dialect].takesBareNames, gate.catalog.resolve(text) != nil {
            draft.name = text
            gate.take(draft)
        } else {
            gate.reject(draft, .malformed("there is no call between its markers"))
        }
        endCall()
    }

    /// A name and a tag of the dialect have come: it is a body after all.
    private mutating func turn(at marker: Marker, _ gate: inout CallGate) {
        let name = String(decoding: held, as: UTF8.self).trimmed
        guard let body = grammar.dialects[dialect].pivotBody?(name, marker.text, place(0)) else {
            return releaseOpening(&gate)
        }
        self.body = body
        held = []
        mode = .body
    }

    /// The marker was text.
    mutating func releaseOpening(_ gate: inout CallGate) {
        let rest = held
        held = []
        body = nil
        mode = .text
        if let opener {
            if opener.role == .fence {
                mode = .fenced
                closingRun = 0
            }
            emit(opener.text.utf8Span.span, &gate)
        }
        consume(rest.span, &gate)
    }

    mutating func finishOpening(_ gate: inout CallGate) {
        var draft = CallDraft()
        draft.wire = ArraySlice((opener?.text ?? "").utf8)
        held = []
        gate.reject(draft, .truncated)
        endCall()
    }
}
