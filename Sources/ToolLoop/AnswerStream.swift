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

    /// As the upstream gave it, once the first parts have come.
    package var identity: ChatStreamIdentity? { reader.identity }

    /// Waits for what the next read makes certain, possibly nothing; `done` is the last part of all.
    ///
    /// - Returns: nil at the end.
    /// - Throws: `CancellationError`.
    package mutating func next() async throws -> [AnswerPart]? {
        if let batch = try await deltas.next() { return reader.parts(of: batch) }
        guard !isAtEnd else { return nil }
        isAtEnd = true
        return reader.lastParts()
    }
}
