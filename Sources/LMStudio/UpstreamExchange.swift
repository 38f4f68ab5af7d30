// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// One request and its answer: the event loop puts in what arrives, one reader takes out all that has come in.
///
/// While the reader is behind by more than the read-ahead, the connection is not read; time spent so is not
/// silence of the server.
final class UpstreamExchange: HTTPClientResponseDelegate {
    /// Why an answer ended before its end.
    enum Fault: Error {
        case connection(any Error)
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
        var task: HTTPClient.Task<Void>?
        /// Calls the timer off.
        var stopTimer: (@Sendable () -> Void)?
        var head: HTTPResponseHead?
        var bytes = ByteBuffer()
        var hasBody = false
        var isDiscarding = false
        var ending: Ending?
        var waiter: CheckedContinuation<Void, Never>?
        /// Completed when the connection may be read again.
        var pressure: EventLoopPromise<Void>?
        var lastActivity: NIODeadline

        init(startedAt time: NIODeadline) {
            lastActivity = time
        }

        mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
            defer { waiter = nil }
            return waiter
        }

        mutating func takePressure() -> EventLoopPromise<Void>? {
            defer { pressure = nil }
            return pressure
        }
    }

    private let state: Mutex<State>
    private let patience: Patience
    private let readAheadBytes: Int
    private let time: ClientTime

    init(patience: Patience, readAheadBytes: Int, time: ClientTime) {
        self.patience = patience
        self.readAheadBytes = readAheadBytes
        self.time = time
        state = Mutex(State(startedAt: time.now()))
    }

    /// Ties the exchange to its running request.
    func attach(_ task: HTTPClient.Task<Void>) {
        let isRunning = state.withLock { state in
            guard state.ending == nil else { return false }
            state.task = task
            return true
        }
        if isRunning { watch(on: task.eventLoop) } else { task.cancel() }
    }

    // MARK: - The reader's side

    /// Waits for the head of the answer.
    ///
    /// - Throws: `Fault`; `CancellationError` when the reading task is cancelled, which drops the request.
    func head() async throws -> HTTPResponseHead {
        while true {
            let (head, ending) = state.withLock { ($0.head, $0.ending) }
            if let head { return head }
            switch ending {
            case .fault(let fault): throw fault
            case .complete: throw Fault.connection(HTTPClientError.remoteConnectionClosed)
            case nil: try await wait { $0.head != nil || $0.ending != nil }
            }
        }
    }

    /// Waits for bytes and takes all that have come; nil at the end of the body.
    ///
    /// - Throws: as `head()`, after all bytes that came before the fault.
    func nextBytes() async throws -> ByteBuffer? {
        while true {
            let (bytes, ending, pressure) = state.withLock { state in
                var taken = ByteBuffer()
                swap(&taken, &state.bytes)
                if state.pressure != nil { state.lastActivity = time.now() }
                return (taken, state.ending, state.takePressure())
            }
            pressure?.succeed()
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
        end(.fault(.cancelled))?.cancel()
    }

    /// Lets the rest of the body run out unread, so that the connection can serve again.
    func discardRest() {
        let pressure = state.withLock { state in
            state.isDiscarding = true
            state.bytes = ByteBuffer()
            return state.takePressure()
        }
        pressure?.succeed()
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

    // MARK: - The connection's side

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        let waiter = state.withLock { state in
            state.head = head
            return state.takeWaiter()
        }
        waiter?.resume()
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ part: ByteBuffer) -> EventLoopFuture<Void> {
        let (isFirst, waiter, pressure) = state.withLock { state in
            let isFirst = !state.hasBody
            state.hasBody = true
            state.lastActivity = time.now()
            if !state.isDiscarding {
                if state.bytes.readableBytes == 0 {
                    state.bytes = part
                } else {
                    state.bytes.writeImmutableBuffer(part)
                }
                if state.bytes.readableBytes > readAheadBytes {
                    state.pressure = task.eventLoop.makePromise()
                }
            }
            return (isFirst, state.takeWaiter(), state.pressure)
        }
        // The timer was set for the first byte; silence has its own limit.
        if isFirst { watch(on: task.eventLoop) }
        waiter?.resume()
        return pressure?.futureResult ?? task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) {
        _ = end(.fault(.connection(error)))
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) {
        _ = end(.complete)
    }

    /// Notes the first ending and wakes the reader; the task comes back if it may still be running.
    private func end(_ ending: Ending) -> HTTPClient.Task<Void>? {
        let (task, stopTimer, waiter, pressure) = state.withLock { state in
            if state.ending == nil { state.ending = ending }
            defer {
                state.task = nil
                state.stopTimer = nil
            }
            return (state.task, state.stopTimer, state.takeWaiter(), state.takePressure())
        }
        stopTimer?()
        waiter?.resume()
        pressure?.succeed()
        return task
    }

    // MARK: - Patience

    private func watch(on eventLoop: any EventLoop) {
        state.withLock { state in
            guard state.ending == nil else { return }
            state.stopTimer?()
            let due = state.lastActivity + TimeAmount(limit(for: state).duration)
            // Weakly held: a timer of minutes must not keep an abandoned exchange.
            state.stopTimer = time.schedule(eventLoop, due) { [weak self] in self?.check(on: eventLoop) }
        }
    }

    private func check(on eventLoop: any EventLoop) {
        let overdue = state.withLock { state -> Fault? in
            if state.pressure != nil { state.lastActivity = time.now() }
            let (name, duration) = limit(for: state)
            guard time.now() >= state.lastActivity + TimeAmount(duration) else { return nil }
            return .timedOut(limit: name, after: duration)
        }
        if let overdue {
            end(.fault(overdue))?.cancel()
        } else {
            watch(on: eventLoop)
        }
    }

    private func limit(for state: borrowing State) -> (name: String, duration: Duration) {
        state.hasBody
            ? ("LM_STUDIO_TIMEOUT", patience.silence) : ("LM_STUDIO_FIRST_BYTE_TIMEOUT", patience.firstByte)
    }
}
