// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Synchronization

/// How an event stream that was not brought to its end came to end.
final class StreamFate: Sendable {
    private enum State {
        case running
        case failed
        case interrupted(Interruption)
    }

    private let state = Mutex(State.running)

    /// Something broke that nobody expected.
    func fail() {
        state.withLock { if case .running = $0 { $0 = .failed } }
    }

    /// Something from outside ended it.
    func interrupt(_ reason: Interruption) {
        state.withLock { if case .running = $0 { $0 = .interrupted(reason) } }
    }

    /// What a client that is still there is to be told, `done` last.
    ///
    /// - Throws: `Interruption.clientLeft`, or `CancellationError` when the server gave up waiting.
    func lastEvents() throws -> [ChatEvent] {
        switch state.withLock({ $0 }) {
        case .running: throw CancellationError()
        case .failed: return [.failure(ChatFailure(.internal)), .done(.error)]
        case .interrupted(.shuttingDown): return [.failure(ChatFailure(.shuttingDown)), .done(.cancelled)]
        case .interrupted(.clientLeft): throw Interruption.clientLeft
        }
    }
}

extension ChatFailure {
    /// The failure as an event.
    fileprivate init(_ failure: HTTPFailure) {
        self.init(code: failure.code, message: failure.message)
    }
}
