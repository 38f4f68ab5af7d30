// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema

/// Announces a call and sends its arguments while they are still being read.
struct ArgumentStreaming: Sendable {
    private(set) var announcement: CallAnnouncement?
    private var isDecided = false
    private var writer: ArgumentDeltaWriter?
    /// Where the arguments begin in the bytes they are read from, and how many of those bytes are written.
    private var start: Int?
    private var written = 0

    mutating func announce(_ draft: @autoclosure () -> CallDraft, _ gate: inout CallGate) {
        guard gate.options.emitsArgumentDeltas, !isDecided else { return }
        isDecided = true
        let draft = draft()
        announcement = gate.announce(draft)
        let schema = draft.name.flatMap { gate.catalog.resolve($0)?.schema?.source }
        writer = ArgumentDeltaWriter(schema: schema)
    }

    /// Sends what a call's object has gained.
    mutating func advance(_ object: CallObject, _ gate: inout CallGate) {
        guard gate.options.emitsArgumentDeltas, object.name != nil else { return }
        announce(object.draft(), &gate)
        guard announcement != nil, !object.isOversize, let begin = object.argumentsStart else { return }
        if let start, start != begin {
            // Arguments given a second time: what was sent of the first cannot be taken back.
            writer?.hold()
        } else if start == nil {
            start = begin
            written = begin
        }
        advance(over: object.bytes, to: object.argumentsEnd ?? object.bytes.count, &gate)
    }

    /// Sends what native arguments have gained.
    mutating func advance(_ arguments: [UInt8], _ gate: inout CallGate) {
        guard announcement != nil else { return }
        advance(over: arguments, to: arguments.count, &gate)
    }

    private mutating func advance(over bytes: [UInt8], to end: Int, _ gate: inout CallGate) {
        guard written < end, var announced = announcement, var writer else { return }
        // Each is taken out while it is changed, so that its buffers are not copied.
        announcement = nil
        self.writer = nil
        writer.write(bytes.span.extracting(written..<end))
        written = end
        gate.send(writer.takeOutput(), of: &announced)
        announcement = announced
        self.writer = writer
    }

    /// Sends a member that a dialect with tagged arguments has read whole.
    mutating func send(_ name: String, _ value: JSONValue, _ gate: inout CallGate) {
        guard var announced = announcement, var writer else { return }
        announcement = nil
        self.writer = nil
        writer.write(name, value, isUntyped: true)
        gate.send(writer.takeOutput(), of: &announced)
        announcement = announced
        self.writer = writer
    }
}
