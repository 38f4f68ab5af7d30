// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization

/// Lines read from a pipe or a file, on a thread of their own.
package final class StreamLines: LineSource {
    /// The longest line: far more than a person types, far less than would hurt.
    package static let longestLineBytes = 1 << 20

    private typealias Waiter = CheckedContinuation<LineInput, any Error>

    private struct State {
        var buffer: LineBuffer
        /// Who waits for a line; one at a time.
        var waiter: Waiter?
        /// A read is under way; it goes on when its waiter was interrupted.
        var isReading = false
    }

    private let descriptor: Int32
    private let name: String
    private let queue = DispatchQueue(label: "toolhost.lines")
    private let state: Mutex<State>

    /// - Parameters:
    ///   - descriptor: an open file; it is not closed.
    ///   - name: what messages call it.
    package init(descriptor: Int32 = STDIN_FILENO, name: String = "standard input") {
        self.descriptor = descriptor
        self.name = name
        state = Mutex(State(buffer: LineBuffer(name: name, longestLineBytes: Self.longestLineBytes)))
    }

    package func next(prompt: String, initial: String) async throws -> LineInput {
        try await withCheckedThrowingContinuation { (waiter: Waiter) in
            state.withLock { $0.waiter = waiter }
            serve()
        }
    }

    package func interrupt() {
        state.withLock { $0.waiter.take() }?.resume(returning: .interrupted)
    }

    package func remember(_ line: String) async {}

    /// Answers the waiter from what was read, or starts a read.
    private func serve() {
        let (waiter, answer, mustRead) = state.withLock {
            state -> (Waiter?, Result<LineInput, any Error>?, Bool) in
            guard state.waiter != nil else { return (nil, nil, false) }
            if let answer = state.buffer.take() { return (state.waiter.take(), answer, false) }
            defer { state.isReading = true }
            return (nil, nil, !state.isReading)
        }
        if let waiter, let answer { waiter.resume(with: answer) }
        if mustRead { queue.async { self.readOnce() } }
    }

    private func readOnce() {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        var count = read(descriptor, &chunk, chunk.count)
        while count < 0, errno == EINTR { count = read(descriptor, &chunk, chunk.count) }
        let cause = errno
        state.withLock { state in
            state.isReading = false
            if count < 0 {
                state.buffer.fail(REPLError.unreadable(what: name, detail: String(cString: strerror(cause))))
            } else {
                state.buffer.append(chunk[..<count])
            }
        }
        serve()
    }
}

/// Cuts bytes into lines, within a limit.
struct LineBuffer: Sendable {
    private let name: String
    private let longestLineBytes: Int
    private var pending: [UInt8] = []
    /// What of `pending` is known to hold no line end.
    private var searched = 0
    private var isAtEnd = false
    private var failure: REPLError?

    init(name: String, longestLineBytes: Int) {
        self.name = name
        self.longestLineBytes = longestLineBytes
    }

    /// Takes what one read brought; nothing is the end.
    mutating func append(_ bytes: ArraySlice<UInt8>) {
        if bytes.isEmpty { isAtEnd = true }
        pending += bytes
    }

    mutating func fail(_ error: REPLError) {
        failure = error
    }

    /// The next line, the end or the failure; nil when more has to be read first.
    mutating func take() -> Result<LineInput, any Error>? {
        if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
            let text = Self.text(pending[..<end])
            pending.removeFirst(end + 1)
            searched = 0
            return .success(.line(text))
        }
        searched = pending.count
        if let failure { return .failure(failure) }
        guard pending.count <= longestLineBytes else {
            return .failure(REPLError.tooLong(what: "A line of \(name)", limitBytes: longestLineBytes))
        }
        guard isAtEnd else { return nil }
        guard !pending.isEmpty else { return .success(.end) }
        let text = Self.text(pending[...])
        pending = []
        searched = 0
        return .success(.line(text))
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes, as: UTF8.self)
    }
}
