// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Holds an answer that has begun until the connection is ready to carry it; dropped, it drops the request.
///
/// Such an answer has one reader and is not to be shared: the slot gives it away once.
final class AnswerSlot<Answer>: Sendable {
    private let answer: Mutex<Answer?>

    init(_ answer: sending Answer) {
        self.answer = Mutex(answer)
    }

    /// Nil but for the first time.
    func take() -> sending Answer? {
        answer.withLock { $0.take() }
    }
}
