// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Synchronization

/// One request and its answer: the connection puts in what each read brings, one reader takes out all that has come.
///
/// While the reader is behind by more than the read-ahead, the connection is not read; time spent so is not
/// silence of the server.
final class UpstreamExchange: Sendable {
    /// Why an answer ended before its end.
    enum Fault: Error {
        case connection(any Error)
        /// The server closed the connection before the end of its answer.
        case closed
        case timedOut(limit: String, after: Duration)
        case cancelled
    }

    /// The waits that the server is granted.
    struct Patience: Sendable {
        var firstByte: Duration
        var silence: Duration
    }

    private enum Ending: Sendable {
        case complete
        case fault(Fault)
    }

    private struct State {
        /// Where the request is under way; nil before and after.
        var connection: NIOLoopBound<UpstreamConnection>?
        /// Calls the timer off.
        var stopTimer: (@Sendable () -> Void)?
        /// It went over a connection that had served before.
        var isReused = false
        var head: HTTPResponseHead?
        var bytes = ByteBuffer()
        var hasBody = false
        var isDiscarding = false
        /// The connection waits for the reader.
        var isPaused = false
        var ending: Ending?
        var waiter: CheckedContinuation<Void, Never>?
        var lastActivity: NIODeadline

        init(startedAt time: NIODeadline) {
            lastActivity = time
        }

        /// The connection to be read again, if it is not being read.
        mutating func unpause() -> NIOLoopBound<UpstreamConnection>? {
            guard isPaused else { return nil }
            isPaused = false
            return connection
        }
    }

    private let state: Mutex<State>
    private let eventLoop: any EventLoop
    private let patience: Patience
    private let readAheadBytes: Int
    private let time: ClientTime

    /// - Parameters:
    ///   - eventLoop: where the connection of the request will live.
    ///   - patience: how long the server may be silent.
    ///   - readAheadBytes: how far the reader may be behind.
    ///   - time: the clock for that.
    init(on eventLoop: any EventLoop, patience: Patience, readAheadBytes: Int, time: ClientTime) {
        self.eventLoop = eventLoop
        self.patience = patience
        self.readAheadBytes = readAheadBytes
        self.time = time
        state = Mutex(State(startedAt: time.now()))
    }

    // MARK: - The reader's side

    /// Whether the server may have closed the connection before it saw the request: one that had served before
    /// ended without a byte of an answer.
    var mayNotHaveArrived: Bool {
        state.withLock { state in
            guard state.isReused, state.head == nil, case .fault(let fault)? = state.ending else {
                return false
            }
            switch fault {
            case .connection, .closed: return true
            case .timedOut, .cancelled: return false
            }
        }
    }

    /// Waits for the head of the answer.
    ///
    /// - Throws: `Fault`; `CancellationError` when the reading task is cancelled, which drops the request.
    func head() async throws -> HTTPResponseHead {
        while true {
            let (head, ending) = state.withLock { ($0.head, $0.ending) }
            if let head { return head }
            switch ending {
            case .fault(let fault): throw fault
            case .complete: throw Fault.closed
            case nil: try await wait { $0.head != nil || $0.ending != nil }
            }
        }
    }

    /// Waits for bytes and takes all that have come; nil at the end of the body.
    ///
    /// - Throws: as `head()`, after all bytes that came before the fault.
    func nextBytes() async throws -> ByteBuffer? {
        while true {
            let (bytes, ending, paused) = state.withLock { state in
                var taken = ByteBuffer()
                swap(&taken, &state.bytes)
                if state.isPaused { state.lastActivity = time.now() }
                return (taken, state.ending, state.unpause())
            }
            resume(paused)
            if bytes.readableBytes > 0 { return bytes }
            switch ending {
            case .complete: return nil
            case .fault(let fault): throw fault
            case nil: try await wait { $0.bytes.readableBytes > 0 || $0.ending != nil }
            }
        }
    }

    /// Drops the request and its connection, if it is still under way.
    func cancel() {
        drop(.fault(.cancelled))
    }

    /// Lets the rest of the body run out unread, so that the connection can serve again.
    func discardRest() {
        let paused = state.withLock { state in
            state.isDiscarding = true
            state.bytes = ByteBuffer()
            return state.unpause()
        }
        resume(paused)
    }

    private func wait(until isReady: @Sendable @escaping (borrowing State) -> Bool) async throws {
        try Task.checkCancellation()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if isReady(state) { return true }
                    state.waiter = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            cancel()
        }
        try Task.checkCancellation()
    }

    // MARK: - The connection's side, on its event loop

    /// The request is about to be sent over this connection.
    ///
    /// - Returns: false when nobody waits for the answer any more.
    func begin(on connection: UpstreamConnection) -> Bool {
        state.withLock { state in
            guard state.ending == nil else { return false }
            state.connection = NIOLoopBound(connection, eventLoop: eventLoop)
            return true
        }
    }

    /// The connection had served other requests before.
    func noteReuse() {
        state.withLock { $0.isReused = true }
    }

    func receive(_ head: HTTPResponseHead) {
        let waiter = state.withLock { state in
            state.head = head
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// Takes what one read brought of the body.
    ///
    /// - Returns: false when the connection must not be read until `UpstreamConnection.resumeReading()`.
    func receive(_ bytes: inout ByteBuffer) -> Bool {
        let (isFirst, waiter, isPaused) = state.withLock { state in
            let isFirst = !state.hasBody
            state.hasBody = true
            state.lastActivity = time.now()
            if !state.isDiscarding {
                if state.bytes.readableBytes == 0 {
                    swap(&state.bytes, &bytes)
                } else {
                    state.bytes.writeBuffer(&bytes)
                }
                state.isPaused = state.bytes.readableBytes > readAheadBytes
            }
            return (isFirst, state.waiter.take(), state.isPaused)
        }
        // The timer was set for the first byte; silence has its own limit.
        if isFirst { watch() }
        waiter?.resume()
        return !isPaused
    }

    func finish() {
        _ = end(.complete)
    }

    func fail(_ fault: Fault) {
        _ = end(.fault(fault))
    }

    // MARK: - Endings

    private func drop(_ ending: Ending) {
        guard let connection = end(ending) else { return }
        if eventLoop.inEventLoop {
            connection.value.drop()
        } else {
            eventLoop.execute { connection.value.drop() }
        }
    }

    private func resume(_ paused: NIOLoopBound<UpstreamConnection>?) {
        guard let paused else { return }
        if eventLoop.inEventLoop {
            paused.value.resumeReading()
        } else {
            eventLoop.execute { paused.value.resumeReading() }
        }
    }

    /// Notes the first ending and wakes the reader; the connection comes back if the request is still under way.
    private func end(_ ending: Ending) -> NIOLoopBound<UpstreamConnection>? {
        let (connection, stopTimer, waiter) = state.withLock { state in
            if state.ending == nil { state.ending = ending }
            return (state.connection.take(), state.stopTimer.take(), state.waiter.take())
        }
        stopTimer?()
        waiter?.resume()
        return connection
    }

    // MARK: - Patience

    /// Sets the timer for the limit that holds now.
    func watch() {
        state.withLock { state in
            guard state.ending == nil else { return }
            state.stopTimer?()
            let due = state.lastActivity + TimeAmount(limit(for: state).duration)
            // Weakly held: a timer of minutes must not keep an abandoned exchange.
            state.stopTimer = time.schedule(eventLoop, due) { [weak self] in self?.check() }
        }
    }

    private func check() {
        let overdue = state.withLock { state -> Fault? in
            if state.isPaused { state.lastActivity = time.now() }
            let (name, duration) = limit(for: state)
            guard time.now() >= state.lastActivity + TimeAmount(duration) else { return nil }
            return .timedOut(limit: name, after: duration)
        }
        if let overdue { drop(.fault(overdue)) } else { watch() }
    }

    private func limit(for state: borrowing State) -> (name: String, duration: Duration) {
        state.hasBody
            ? ("LM_STUDIO_TIMEOUT", patience.silence) : ("LM_STUDIO_FIRST_BYTE_TIMEOUT", patience.firstByte)
    }
}
