// SPDX-License-Identifier: Apache-2.0

/// Fenced blocks: text, unless the first thing in one is a call.
extension ContentMachine {
    mutating func fenceLine(_ byte: UInt8, _ index: inout Int, _ gate: inout CallGate) {
        let isInRun = held.count == fence.length
        if isInRun, byte == fence.character {
            fence.length += 1
            held.append(byte)
            index += 1
            return
        }
        if isInRun {
            if closesCallFence { return dropCallFence() }
            guard fence.length >= 3 else { return releaseFenceLine(as: .text, &gate) }
        }
        let isCodeSpan = byte == fence.character && byte == UInt8(ascii: "`")
        if isCodeSpan { return releaseFenceLine(as: .text, &gate) }
        held.append(byte)
        index += 1
        if byte == 0x0A {
            mode = .fenceContent
        } else if held.count > limits.fenceLineBytes {
            releaseFenceLine(as: .fenced, &gate)
        }
    }

    private var closesCallFence: Bool {
        guard let callFence else { return false }
        return fence.character == callFence.character && fence.length >= callFence.length
    }

    private mutating func dropCallFence() {
        callFence = nil
        held = []
        leading = []
        mode = .text
        isAtSegmentStart = true
    }

    private mutating func releaseFenceLine(as mode: Mode, _ gate: inout CallGate) {
        self.mode = mode
        closingRun = 0
        let line = held
        held = []
        emit(line.span, &gate)
    }

    mutating func fenceContent(_ byte: UInt8, _ index: inout Int, _ gate: inout CallGate) {
        if byte == UInt8(ascii: "{"), grammar.findsObjects {
            index += 1
            isFenced = true
            isListed = false
            beginCandidate()
        } else if byte == UInt8(ascii: "["), grammar.findsLists {
            index += 1
            isFenced = true
            beginList()
        } else if byte > 0x20, grammar.findsLists, isToolCode {
            beginToolCode()
        } else if byte <= 0x20, held.count <= limits.fenceLineBytes + limits.candidateBytes {
            held.append(byte)
            index += 1
        } else {
            releaseFenceLine(as: .fenced, &gate)
        }
    }

    /// Gemma 3 writes calls into a fence of that name.
    private var isToolCode: Bool {
        held.drop { $0 == fence.character }.starts(with: "tool_code\n".utf8)
    }

    private mutating func beginToolCode() {
        opener = Marker(text: String(decoding: held, as: UTF8.self), role: .fence)
        held = []
        let end = String(repeating: "`", count: fence.length)
        body = PythonicBody(
            markers: MarkerTrie([Marker(text: end, role: .closing)]), takesUnknown: false,
            limits: limits)
        mode = .body
    }

    /// Lets text through until the closing fence's line is over.
    mutating func fenced(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) {
        let start = index
        var position = line
        var marked = index
        while index < bytes.count {
            let byte = bytes[index]
            if closingRun == 0 {
                if byte == fence.character {
                    position.advance(over: bytes.extracting(marked..<index))
                    marked = index
                    if position.isAtLineStart { closingRun = 1 }
                }
            } else if closingRun > 0, byte == fence.character {
                closingRun += 1
            } else if closingRun < 0 || closingRun >= fence.length {
                closingRun = byte == 0x20 || byte == 0x09 || byte == 0x0D ? -1 : 0
                if byte == 0x0A {
                    index += 1
                    mode = .text
                    break
                }
            } else {
                closingRun = 0
            }
            index += 1
        }
        emit(bytes.extracting(start..<index), &gate)
    }

    /// Lets text through up to the backtick or the line's end.
    mutating func quoted(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) {
        let start = index
        while index < bytes.count, mode == .quoted {
            if bytes[index] == UInt8(ascii: "`") || bytes[index] == 0x0A { mode = .text }
            index += 1
        }
        emit(bytes.extracting(start..<index), &gate)
    }

    mutating func finishFence(_ gate: inout CallGate) {
        if mode == .fenceLine, held.count == fence.length, closesCallFence { return dropCallFence() }
        releaseFenceLine(as: .text, &gate)
    }
}
