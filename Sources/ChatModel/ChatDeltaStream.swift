// SPDX-License-Identifier: Apache-2.0

/// A completion as it streams in: each element holds all that one read brought.
///
/// Reading is what pulls: while nobody asks for the next batch, the upstream is not read. A stream is read once,
/// by one task. A broken connection ends it with a `.failure` delta, after everything that came before.
public struct ChatDeltaStream: AsyncSequence {
    /// All that one read brought.
    public typealias Element = [ChatDelta]
    /// Only cancelling ends a stream with an error.
    public typealias Failure = any Error

    private let nextBatch: () async throws -> [ChatDelta]?

    /// - Parameter nextBatch: waits for the next read; nil at the end. Throws only `CancellationError`.
    public init(nextBatch: @escaping () async throws -> [ChatDelta]?) {
        self.nextBatch = nextBatch
    }

    /// Reads on at each call.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let nextBatch: () async throws -> [ChatDelta]?

        /// Waits for the next read; nil at the end.
        public mutating func next() async throws -> [ChatDelta]? {
            try await nextBatch()
        }
    }

    /// The one reader of this stream.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(nextBatch: nextBatch)
    }
}
