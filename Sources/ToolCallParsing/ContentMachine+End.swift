// SPDX-License-Identifier: Apache-2.0

/// The end of the stream.
extension ContentMachine {
    /// The stream has ended: everything held is decided.
    ///
    /// Beside native calls white space alone is no answer.
    mutating func finish(_ gate: inout CallGate, hasNativeCalls: Bool = false) {
        // Each round decides one held piece, whose bytes may begin another, shorter one.
        while finishRound(&gate) {}
        gate.output.endProse()
        let isSpace = leading.allSatisfy { $0 <= 0x20 }
        if !leading.isEmpty, !isSpace || (gate.isEmptySoFar && !hasNativeCalls) { emitLeading(&gate) }
        gate.output.endProse()
    }

    /// False when nothing is held any more.
    private mutating func finishRound(_ gate: inout CallGate) -> Bool {
        switch mode {
        case .text:
            guard node != 0 else { return false }
            resolve(&gate)
        case .reasoning:
            gate.appendReasoning(trie.path(to: node).span)
            node = 0
            return false
        case .fenceLine, .fenceContent: finishFence(&gate)
        case .fenced, .quoted, .data: return false
        case .candidate: finishCandidate(&gate)
        case .list: releaseList(&gate)
        case .object, .wreck: finishObject(&gate)
        case .opening: finishOpening(&gate)
        case .unsure: releaseOpening(&gate)
        case .body, .bodyObject:
            if mode == .bodyObject { endBodyObject(isCut: true, &gate) }
            guard let bytes = body?.finish(&gate) else {
                endCall()
                break
            }
            held += bytes
            releaseOpening(&gate)
        }
        return true
    }
}
