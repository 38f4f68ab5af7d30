// SPDX-License-Identifier: Apache-2.0

import JSON
import Synchronization

/// Decides which calls may run, and hands those that a person must decide on to the session.
///
/// The session asks from where it also shows events, so that a question comes after everything that happened before it.
final class CallConsent: Sendable {
    /// What is to be done with a call.
    enum Decision: Sendable, Hashable {
        case run
        /// Run it with these arguments instead.
        case runChanged(JSONObject)
        /// Do not run it; the reason is for the model.
        case refuse(String)
    }

    /// A call that waits for a person's word.
    struct Question: Sendable {
        let name: String
        let arguments: JSONObject
        fileprivate let continuation: CheckedContinuation<Decision, any Error>

        /// Lets the call go on, or not; to be called once.
        func settle(_ decision: Result<Decision, any Error>) {
            continuation.resume(with: decision)
        }
    }

    private struct State {
        var allowed: Set<String> = []
        var hasRefused = false
        /// One at most: calls that may change something run one after the other.
        var question: Question?
        var announce: (@Sendable () -> Void)?
        var durations: [String: Duration] = [:]
    }

    private let options: REPLOptions
    private let state = Mutex(State())

    init(options: REPLOptions) {
        self.options = options
    }

    // MARK: - The calls' side

    /// Decides on one call; waits for a person where there is one to ask.
    ///
    /// - Throws: `CancellationError` when the turn is stopped first, also by Ctrl-C as the answer.
    func decide(_ name: String, _ arguments: JSONObject, isReadOnly: Bool) async throws -> Decision {
        if isReadOnly || options.consents || state.withLock({ $0.allowed.contains(name) }) { return .run }
        guard options.isInteractive else {
            state.withLock { $0.hasRefused = true }
            return .refuse("It may change something, and this script was not started with --yes.")
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let question = Question(name: name, arguments: arguments, continuation: continuation)
                // A cancellation before this point found no question to take back.
                let announce = state.withLock { state -> (@Sendable () -> Void)? in
                    guard !Task.isCancelled else { return nil }
                    state.question = question
                    return state.announce ?? {}
                }
                if let announce { announce() } else { question.settle(.failure(CancellationError())) }
            }
        } onCancel: {
            takeQuestion()?.settle(.failure(CancellationError()))
        }
    }

    /// Notes how long a tool ran, without the time a person took to answer.
    func note(_ duration: Duration, ofCall id: String) {
        state.withLock { $0.durations[id] = duration }
    }

    // MARK: - The session's side

    /// Calls `announce` for each question, until the next call of this.
    func onQuestion(_ announce: @escaping @Sendable () -> Void) {
        state.withLock { $0.announce = announce }
    }

    /// The question that waits, which must then be settled.
    func takeQuestion() -> Question? {
        state.withLock { $0.question.take() }
    }

    /// Lets every later call of that tool run.
    func allow(_ name: String) {
        state.withLock { _ = $0.allowed.insert(name) }
    }

    /// Whether a call was refused because nobody could be asked, since this was last read.
    func takeRefusal() -> Bool {
        state.withLock { state in
            defer { state.hasRefused = false }
            return state.hasRefused
        }
    }

    /// How long the tool itself ran; nil when it did not run under this id.
    func takeDuration(ofCall id: String) -> Duration? {
        state.withLock { $0.durations.removeValue(forKey: id) }
    }
}
