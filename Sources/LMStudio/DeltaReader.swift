// SPDX-License-Identifier: Apache-2.0

import ChatModel
import NIOCore
import OpenAICoding

/// The reading end of one streamed answer; letting go of it drops the request.
final class DeltaReader {
    /// The length of a short chunk.
    private static let chunkBytes = 128
    /// The most chunks that room is made for in advance.
    private static let expectedChunks = 256

    private let exchange: UpstreamExchange
    private var decoder: AnswerDecoder
    /// Deltas read before the stream was handed out.
    private var waiting: [ChatDelta] = []
    private var isAtEnd = false
    /// What ended the body before its end.
    private var fault: UpstreamExchange.Fault?

    init(_ exchange: UpstreamExchange, decoder: AnswerDecoder) {
        self.exchange = exchange
        self.decoder = decoder
    }

    deinit {
        // After [DONE] the connection is still good; anything else is cut short.
        if decoder.isDone { exchange.discardRest() } else { exchange.cancel() }
    }

    /// What the body is, once its first bytes have come.
    func shape() async throws -> AnswerDecoder.Shape {
        while decoder.shape == .undecided, !isAtEnd { waiting += try await read() }
        return decoder.shape
    }

    /// Reads a body that comes in one piece to its end.
    ///
    /// - Throws: what broke it, as `UpstreamExchange.Fault`.
    func wholeBody() async throws -> [UInt8] {
        while !isAtEnd { waiting += try await read() }
        if let fault { throw fault }
        return decoder.body
    }

    /// All deltas that have come since the last call, at least one; nil at the end.
    func nextBatch() async throws -> [ChatDelta]? {
        while waiting.isEmpty, !isAtEnd { waiting = try await read() }
        guard !waiting.isEmpty else { return nil }
        defer { waiting = [] }
        return waiting
    }

    private func read() async throws -> [ChatDelta] {
        var deltas: [ChatDelta] = []
        do {
            if let bytes = try await exchange.nextBytes() {
                // Most chunks are longer than this; a few bytes too many are cheaper than growing.
                deltas.reserveCapacity(min(bytes.readableBytes / Self.chunkBytes + 2, Self.expectedChunks))
                decoder.feed(bytes.readableBytesUInt8Span, into: &deltas)
                isAtEnd = decoder.isOver
            } else {
                decoder.finish(nil, into: &deltas)
                isAtEnd = true
            }
        } catch let fault as UpstreamExchange.Fault {
            if case .cancelled = fault { throw CancellationError() }
            self.fault = fault
            decoder.finish(UpstreamFailure(fault), into: &deltas)
            isAtEnd = true
        }
        return deltas
    }
}

extension UpstreamFailure {
    /// What a stream says about a fault in its middle.
    init(_ fault: UpstreamExchange.Fault) {
        switch fault {
        case .connection, .closed, .cancelled:
            self.init(message: "The model server broke off its answer.", code: "upstream_truncated")
        case .timedOut(let limit, let after):
            let message = "The model server was silent for longer than \(limit) allows (\(after))."
            self.init(message: message, code: "upstream_timeout")
        }
    }
}
