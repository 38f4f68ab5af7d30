// SPDX-License-Identifier: Apache-2.0

/// Thinking aloud, up to its end marker.
extension ContentMachine {
    mutating func beginReasoning(_ number: Int) {
        mode = .reasoning
        reasoningNumber = number
        trie = grammar.reasoningEnds[number]
        node = 0
    }

    mutating func reasoning(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) {
        let start = index
        var attempt = index - trie.depth(of: node)
        while index < bytes.count {
            if node == 0 {
                index = trie.nextStart(in: bytes, from: index)
                guard index < bytes.count else { break }
                attempt = index
            }
            let next = trie.child(of: node, bytes[index])
            guard next != 0 else {
                if attempt >= start {
                    index = attempt + 1
                    node = 0
                    continue
                }
                let path = trie.path(to: node)
                node = 0
                gate.appendReasoning(path.span.extracting(first: 1))
                return consume(path.span.extracting(droppingFirst: 1), &gate)
            }
            node = next
            index += 1
            guard trie.isDecided(next) else { continue }
            gate.appendReasoning(bytes.extracting(start..<max(start, attempt)))
            return endReasoning(&gate)
        }
        gate.appendReasoning(bytes.extracting(start..<(node == 0 ? index : max(start, attempt))))
    }

    private mutating func endReasoning(_ gate: inout CallGate) {
        gate.closeReasoning()
        node = 0
        mode = .text
        isAtSegmentStart = true
        isAfterCall = reasoningNumber == ReasoningMarkers.harmony
        isAfterReasoning = true
        line = LinePosition()
    }
}
