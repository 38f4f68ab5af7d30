// SPDX-License-Identifier: Apache-2.0

/// One call as the place that runs it sees it: a thread of this process, or a process of the plugin's own.
protocol CallWork: Sendable {
    /// Starts the call; `end` is told once, when the plugin's function has returned or never will.
    func start(deadline: ContinuousClock.Instant, end: CallEnd)
    /// Waits a moment for an answer that may come at once; on the caller's thread, when there is no other call.
    func look(until isAnswered: () -> Bool)
    /// Tells the tool that nobody waits for its answer any more; may come at any time, and more than once.
    func cancel()
    /// The call is past its deadline: tells the tool, and takes by force what can be taken.
    func overrun()
}

extension CallWork {
    func look(until isAnswered: () -> Bool) {}
}

/// Takes the end of one call.
struct CallEnd: Sendable {
    let engine: CallEngine
    let invocation: Invocation

    /// The call has come back with this, or never will.
    func callAsFunction(_ result: Result<BackendReply, any Error>) {
        engine.end(invocation, with: result)
    }
}
