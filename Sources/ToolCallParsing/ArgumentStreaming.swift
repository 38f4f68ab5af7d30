// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON

/// Announces a call and sends its arguments while they are still being read.
struct ArgumentStreaming: Sendable {
    /// The announced call's id; nil when nothing has been said of it.
    private var id: String?
    /// Argument text sent so far.
    private var sent: [UInt8] = []
    /// Whether it is settled that something is said of the call, or that nothing is.
    private(set) var isDecided = false
    private var writer = ArgumentDeltaWriter(tool: nil)
    /// Where the arguments begin in the bytes they are read from, and how many of those bytes are written.
    private var start: Int?
    private var written = 0

    /// What has been said of the call; nil when nothing was.
    var announcement: CallAnnouncement? {
        id.map { CallAnnouncement(id: $0, sent: sent) }
    }

    /// Whether deltas are being sent.
    var isAnnounced: Bool { id != nil }

    /// Says that the call has begun, once, where such events are wanted.
    mutating func announce(_ draft: @autoclosure () -> CallDraft, _ gate: inout CallGate) {
        guard gate.sendsDeltas, !isDecided else { return }
        isDecided = true
        let draft = draft()
        id = gate.announce(draft)
        guard id != nil else { return }
        writer = ArgumentDeltaWriter(tool: draft.name.flatMap { gate.catalog.resolve($0) })
    }

    /// Sends what arguments that are JSON text have gained.
    ///
    /// - Parameters:
    ///   - bytes: what the arguments are read from, all of it so far.
    ///   - begin: where in it they begin.
    ///   - end: where they end, so far or for good.
    ///   - gate: where the deltas go.
    mutating func advance(
        over bytes: ArraySlice<UInt8>, from begin: Int = 0, to end: Int, _ gate: inout CallGate
    ) {
        guard let id else { return }
        if let start, start != begin {
            // Arguments given a second time: what was sent of the first cannot be taken back.
            writer.hold()
        } else if start == nil {
            start = begin
            written = begin
        }
        guard written < end else { return }
        writer.write(bytes.span.extracting(written..<end))
        written = end
        gate.send(&writer.output, of: id, noting: &sent)
    }

    // MARK: - The short way

    /// Whether nothing more will be said of the call before it is complete.
    var isSilent: Bool { isDecided && (id == nil || writer.isHeld) }

    /// Whether a string of the arguments is being sent and nothing up to `place` is held of it.
    func isFlowing(at place: Int) -> Bool {
        written == place && writer.isFlowingFreely
    }

    /// Sends more of that string, written as it is to be sent.
    mutating func pass(_ bytes: Span<UInt8>, into events: inout [ChatEvent]) {
        guard let id else { return }
        written += bytes.count
        sent.append(contentsOf: bytes)
        // All of it is ASCII: the span is UTF-8.
        let text = String(copying: UTF8Span(unchecked: bytes, isKnownASCII: true))
        events.append(.argumentsDelta(id: id, text: text))
    }

    /// Sends a member that a dialect has read whole.
    mutating func send(_ name: String, _ value: JSONValue, isUntyped: Bool, _ gate: inout CallGate) {
        guard let id else { return }
        writer.write(name, value, isUntyped: isUntyped)
        gate.send(&writer.output, of: id, noting: &sent)
    }

    /// Sends the beginning of a member whose value is bare text and will be a string whatever it says.
    ///
    /// - Returns: false when the value has to be known whole first.
    mutating func beginText(_ name: String, isString: Bool) -> Bool {
        id != nil && writer.beginText(name, isString: isString)
    }

    /// Sends more of such a text, all of which has to be content.
    mutating func sendText(_ bytes: ArraySlice<UInt8>, _ gate: inout CallGate) {
        guard let id else { return }
        writer.writeText(bytes)
        gate.send(&writer.output, of: id, noting: &sent)
    }

    /// Sends the end of such a text.
    mutating func endText(_ gate: inout CallGate) {
        guard let id else { return }
        writer.endText()
        gate.send(&writer.output, of: id, noting: &sent)
    }
}
