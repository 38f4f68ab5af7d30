// SPDX-License-Identifier: Apache-2.0

import ChatModel

/// Collects events, and turns runs of bytes into text at borders that are complete scalars.
struct EventOutput: Sendable {
    /// Which of the two streams of prose a run of bytes belongs to.
    enum Prose: Sendable {
        case text
        case reasoning
    }

    var events: [ChatEvent] = []
    private let isMuted: Bool
    /// The last run ended in the middle of a scalar.
    var isWithinScalar: Bool { partialCount > 0 }
    /// The first bytes of a scalar that the last run ended in, at most three, the first one highest.
    private var partial: UInt32 = 0
    private var partialCount = 0
    private var partialKind = Prose.text

    /// - Parameter isMuted: prose is dropped and only the other events are kept.
    init(isMuted: Bool = false) {
        self.isMuted = isMuted
    }

    mutating func append(_ event: ChatEvent) {
        endProse()
        events.append(event)
    }

    mutating func append(_ bytes: Span<UInt8>, as kind: Prose) {
        guard !bytes.isEmpty else { return }
        guard !isMuted else { return }
        if partialCount > 0 {
            if partialKind == kind { return appendToPartial(bytes, as: kind) }
            endProse()
        }
        appendWhole(bytes, as: kind)
    }

    /// Nothing of this run will follow: a scalar that it ended in the middle of is broken.
    mutating func endProse() {
        guard partialCount > 0 else { return }
        partialCount = 0
        emit("\u{FFFD}", as: partialKind)
    }

    private mutating func appendWhole(_ bytes: Span<UInt8>, as kind: Prose) {
        let tail = UTF8Border.incompleteSuffix(of: bytes)
        let whole = bytes.extracting(first: bytes.count - tail)
        if !whole.isEmpty { emit(UTF8Border.text(of: whole), as: kind) }
        guard tail > 0 else { return }
        partialKind = kind
        for index in whole.count..<bytes.count { push(bytes[index]) }
    }

    private mutating func appendToPartial(_ bytes: Span<UInt8>, as kind: Prose) {
        var joined: [UInt8] = []
        joined.reserveCapacity(partialCount + bytes.count)
        for position in (0..<partialCount).reversed() {
            joined.append(UInt8(truncatingIfNeeded: partial >> UInt32(8 * position)))
        }
        joined.append(contentsOf: bytes)
        partialCount = 0
        appendWhole(joined.span, as: kind)
    }

    private mutating func push(_ byte: UInt8) {
        partial = partial << 8 | UInt32(byte)
        partialCount += 1
    }

    private mutating func emit(_ text: String, as kind: Prose) {
        switch kind {
        case .text: events.append(.text(text))
        case .reasoning: events.append(.reasoning(text))
        }
    }
}
