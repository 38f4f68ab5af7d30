// SPDX-License-Identifier: Apache-2.0

package import ChatModel

/// One answer of the model as it comes in, for a caller that runs its calls itself; read by one task.
package struct AnswerStream {
    private var deltas: ChatDeltaStream.AsyncIterator
    private var reader: AnswerReader
    private var isAtEnd = false

    init(_ stream: ChatDeltaStream, _ reader: AnswerReader) {
        deltas = stream.makeAsyncIterator()
        self.reader = reader
    }

    /// As the upstream gave it, once the first events have come.
    package var identity: ChatStreamIdentity? { reader.identity }

    /// Waits for what the next read makes certain, possibly nothing; `done` is the last event of all.
    ///
    /// The events are text, reasoning, complete calls, usage, at most one failure, and `done`.
    ///
    /// - Returns: nil at the end.
    /// - Throws: `CancellationError`.
    package mutating func next() async throws -> [ChatEvent]? {
        if let batch = try await deltas.next() { return reader.events(of: batch) }
        guard !isAtEnd else { return nil }
        isAtEnd = true
        return reader.lastEvents()
    }
}
