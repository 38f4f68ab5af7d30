// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The body of a request that is answered while it comes in, as fast as whoever answers reads it.
struct IncomingBody {
    typealias Parts = NIOThrowingAsyncSequenceProducer<
        ByteBuffer, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, Demand
    >

    /// The connection was given up before the end of the body.
    struct CutShort: Error {}

    /// Hears that more is wanted.
    struct Demand: NIOAsyncSequenceProducerDelegate {
        let resume: @Sendable () -> Void

        func produceMore() { resume() }
        func didTerminate() { resume() }
    }

    /// How many parts may lie unread, each of one read of the connection.
    private static let watermarks = (low: 2, high: 8)

    let parts: Parts
    private let source: Parts.Source

    /// - Parameter resume: called from any thread when the connection may be read again.
    init(resume: @escaping @Sendable () -> Void) {
        let made = Parts.makeSequence(
            backPressureStrategy: .init(
                lowWatermark: Self.watermarks.low, highWatermark: Self.watermarks.high),
            finishOnDeinit: true, delegate: Demand(resume: resume))
        (parts, source) = (made.sequence, made.source)
    }

    /// Takes a part.
    ///
    /// - Returns: false when the connection must not be read until more is wanted.
    func take(_ bytes: ByteBuffer) -> Bool {
        source.yield(bytes) != .stopProducing
    }

    func finish() {
        source.finish()
    }

    func fail() {
        source.finish(CutShort())
    }
}
