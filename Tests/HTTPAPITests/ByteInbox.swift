// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization
import TestSupport

/// Collects what a connection brings.
final class ByteInbox: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    fileprivate struct State {
        var text = ""
        var isClosed = false
        /// Opens at the next change.
        var news = Gate()
    }

    private let state = Mutex(State())

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        change { [buffer = unwrapInboundIn(data)] in $0.text += String(buffer: buffer) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        change { $0.isClosed = true }
    }

    /// Takes what is there up to and with `mark`, waiting for it; all there ever is when it does not come.
    func take(to mark: String?) async throws -> String {
        while true {
            let (taken, news) = state.withLock { ($0.take(to: mark), $0.news) }
            if let taken { return taken }
            try await news.wait()
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let news = state.withLock { state in
            body(&state)
            defer { state.news = Gate() }
            return state.news
        }
        news.open()
    }
}

extension ByteInbox.State {
    fileprivate mutating func take(to mark: String?) -> String? {
        if let mark, let range = text.firstRange(of: mark) {
            defer { text = String(text[range.upperBound...]) }
            return String(text[..<range.upperBound])
        }
        guard isClosed else { return nil }
        defer { text = "" }
        return text
    }
}
