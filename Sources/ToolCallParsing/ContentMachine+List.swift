// SPDX-License-Identifier: Apache-2.0

import JSON

/// Bare lists: `[{"name":"f","arguments":{}}]`, as xLAM writes, and `[f(a='x')]`, as Llama 3.2 and ToolACE
/// do.
extension ContentMachine {
    mutating func list(_ byte: UInt8, _ index: inout Int, _ gate: inout CallGate) {
        let hasWord = (held.last ?? 0) > 0x20 && held.count > 1
        if byte == UInt8(ascii: "{"), !hasWord {
            index += 1
            beginCandidate()
            isListed = true
        } else if byte == UInt8(ascii: "("), hasWord, gate.catalog.resolve(listWord) != nil {
            beginPythonic(&gate)
        } else if byte <= 0x20, !hasWord, held.count < limits.openingBytes {
            held.append(byte)
            index += 1
        } else if byte > 0x20, gate.catalog.hasName(beginningWith: listWord + String(Unicode.Scalar(byte))) {
            held.append(byte)
            index += 1
        } else {
            releaseList(&gate)
        }
    }

    private var listWord: String {
        String(decoding: held.dropFirst(), as: UTF8.self).trimmed
    }

    private mutating func beginPythonic(_ gate: inout CallGate) {
        let start = held.dropFirst()
        held = []
        gate.output.endProse()
        body = PythonicBody(markers: MarkerTrie([]), isBare: true, limits: limits)
        mode = .body
        consume(Array(start).span, &gate)
    }

    /// The first object of a list is a call: the others are read as calls too.
    mutating func beginListedCalls(_ gate: inout CallGate) {
        held = []
        body = JSONBody(
            markers: MarkerTrie([]), expectsEnd: false, isInList: true, endsWithList: true, limits: limits)
        mode = .body
        let bytes = object.bytes
        consume(bytes.span, &gate)
    }

    mutating func releaseList(_ gate: inout CallGate) {
        let bytes = held
        held = []
        data = JSONScanner()
        mode = .data
        consume(bytes.span, &gate)
    }
}
