// SPDX-License-Identifier: Apache-2.0

import JSON

/// Bare lists: `[{"name":"f","arguments":{}}]`, as xLAM writes, and `[f(a='x')]`, as Llama 3.2 and ToolACE
/// do.
extension ContentMachine {
    /// The bracket has come; held bytes stand before it.
    mutating func beginList() {
        listStart = held.count
        held.append(UInt8(ascii: "["))
        mode = .list
    }

    mutating func list(_ byte: UInt8, _ index: inout Int, _ gate: inout CallGate) {
        let hasWord = (held.last ?? 0) > 0x20 && held.count > listStart + 1
        if byte == UInt8(ascii: "{"), !hasWord {
            index += 1
            beginCandidate()
            isListed = true
        } else if byte == UInt8(ascii: "("), hasWord, !isFenced, gate.catalog.resolve(listWord) != nil {
            beginPythonic(&gate)
        } else if byte <= 0x20, !hasWord, held.count - listStart < limits.openingBytes {
            held.append(byte)
            index += 1
        } else if byte > 0x20, !isFenced,
            gate.catalog.hasName(beginningWith: listWord + String(Unicode.Scalar(byte)))
        {
            held.append(byte)
            index += 1
        } else {
            releaseList(&gate)
        }
    }

    private var listWord: String {
        String(decoding: held.dropFirst(listStart + 1), as: UTF8.self).trimmed
    }

    private mutating func beginPythonic(_ gate: inout CallGate) {
        let start = held.dropFirst()
        held = []
        gate.output.endProse()
        body = PythonicBody(markers: MarkerTrie([]), ending: .bracket, limits: limits)
        mode = .body
        consume(Array(start).span, &gate)
    }

    /// The first object of a list is a call: the others are read as calls too.
    mutating func beginListedCalls(_ gate: inout CallGate) {
        held = []
        if isFenced { callFence = fence }
        body = JSONBody(
            markers: MarkerTrie([]), expectsEnd: false, isInList: true, endsWithList: true, limits: limits)
        mode = .body
        let bytes = object.bytes
        consume(bytes.span, &gate)
    }

    mutating func releaseList(_ gate: inout CallGate) {
        let bytes = held
        held = []
        guard !isFenced else {
            mode = .fenced
            closingRun = 0
            return emit(bytes.span, &gate)
        }
        data = JSONScanner()
        mode = .data
        consume(bytes.span, &gate)
    }
}
