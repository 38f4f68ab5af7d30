// SPDX-License-Identifier: Apache-2.0

package import ChatModel
import JSON

/// Writes events as bytes, one after the other into the same memory.
///
/// The events that come by the thousand (text, reasoning, argument text) go straight into the bytes; the others
/// by way of their JSON value. Both ways give the same text.
package struct EventWriter: Sendable {
    private var writer = JSONWriter()

    package init() {}

    /// What was written so far, UTF-8.
    package var bytes: [UInt8] { writer.bytes }

    /// Makes room for a batch, so that its bytes are not copied while it grows.
    package mutating func reserve(events count: Int) {
        writer.reserveCapacity(count * Self.usualBytes)
    }

    private static let beforeText = #"data: {"type":"chunk","data":"#

    /// A token's event with its framing.
    private static let usualBytes = 56

    /// Forgets what was written and keeps the memory for the next batch.
    package mutating func removeAll() {
        writer.removeAll()
    }

    /// Appends a batch of events, each as one server-sent event.
    package mutating func writeServerSent(_ events: [ChatEvent]) {
        // The elements of a span are lent, those of an array copied.
        let events = events.span
        for index in events.indices { writeServerSent(events[index]) }
    }

    /// Appends the event as one server-sent event: `data: {…}` and an empty line.
    ///
    /// JSON text holds no line ends, so one `data` line always does.
    package mutating func writeServerSent(_ event: ChatEvent) {
        // Text comes by the thousand, and each piece of framing is a copy of its own.
        if case .text(let text) = event {
            return writer.write(text, between: Self.beforeText, "}\n\n")
        }
        writer.write(verbatim: "data: ")
        write(event)
        writer.write(verbatim: "\n\n")
    }

    /// Appends a comment, which event-stream clients pass over: it only shows that the connection lives.
    package mutating func writeKeepAlive() {
        writer.write(verbatim: ": keep-alive\n\n")
    }

    /// Appends the event as one line of JSON.
    package mutating func writeLine(_ event: ChatEvent) {
        write(event)
        writer.write(verbatim: "\n")
    }

    /// Appends the event's JSON text.
    package mutating func write(_ event: ChatEvent) {
        switch event {
        case .text(let text): write(prefix: #"{"type":"chunk","data":"#, text)
        case .reasoning(let text): write(prefix: #"{"type":"reasoning","data":"#, text)
        case .argumentsDelta(let id, let text):
            writer.write(verbatim: #"{"type":"action_delta","id":"#)
            writer.write(id)
            write(prefix: #","data":"#, text)
        case .callStarted, .call, .progress, .approval, .result, .usage, .failure, .done:
            writer.write(event.json)
        }
    }

    private mutating func write(prefix: String, _ text: String) {
        writer.write(verbatim: prefix)
        writer.write(text)
        writer.write(verbatim: "}")
    }
}
