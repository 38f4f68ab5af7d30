// SPDX-License-Identifier: Apache-2.0

import CConfinement
import CWorker
import Glibc
import NIOPosix
import Synchronization

/// One process that runs a plugin, and the channel to it.
///
/// Whoever has a frame writes it; a thread of the process's own reads what comes back until the end. Nothing that
/// the process says is believed: what is no frame, or too large, ends it.
final class WorkerProcess: Sendable {
    /// What comes from the process, in order, on the reading thread.
    enum Event: Sendable {
        case frame(Frame)
        /// A line, or a piece of a long one, that it wrote to stdout or stderr.
        case output(String)
        /// It is gone; nothing follows.
        case ended(WorkerEnd)
    }

    private struct State {
        var outbox = Outbox()
        /// A thread waits for the socket to take more.
        var isFlushing = false
        /// Why the host ended it, if it did.
        var killed: WorkerEnd.Cause?
        var hasEnded = false
    }

    private let process: cw_process
    private let state = Mutex(State())
    /// What reads from the process while it is there.
    private let reader = Mutex<ChannelReader?>(nil)
    /// One thread reads, the other writes what the socket did not take at once.
    private let threads: NIOThreadPool

    /// The threads that start processes; they stay, since the kernel ends a worker with the thread that started it.
    private static let starters: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        return pool
    }()

    /// Starts `executable`, which finds the channel as descriptor 3 and this process's id as its argument.
    ///
    /// - Throws: `PluginError.workerUnavailable` with the system's reason.
    static func start(
        _ executable: String, environment: [String: String], payloadLimit: Int, threadLimit: Int,
        onEvent: @escaping @Sendable (Event) -> Void
    ) async throws(PluginError) -> WorkerProcess {
        let settlement = Settlement<Result<WorkerProcess, PluginError>>()
        starters.submit { _ in
            settlement.settle(
                Result { () throws(PluginError) in
                    try WorkerProcess(spawning: executable, environment: environment)
                })
        }
        let started = try await settlement.value().get()
        started.threads.submit { _ in
            started.read(payloadLimit: payloadLimit, threadLimit: threadLimit, onEvent: onEvent)
        }
        return started
    }

    private init(spawning executable: String, environment: [String: String]) throws(PluginError) {
        var started = cw_process()
        let error = unsafe cw_spawn(
            executable, Self.block([executable, String(getpid())]),
            Self.block(environment.map { "\($0.key)=\($0.value)" }.sorted()), &started)
        guard error == 0 else {
            throw .workerUnavailable(reason: "\(executable): \(FileSystem.Failure(number: error).reason)")
        }
        process = started
        threads = NIOThreadPool(numberOfThreads: 2)
        threads.start()
    }

    /// The texts one behind the other, each with a NUL at its end, and an empty one last.
    private static func block(_ texts: [String]) -> [CChar] {
        texts.flatMap { $0.utf8.filter { $0 != 0 } + [0] }.map { CChar(bitPattern: $0) } + [0]
    }

    // MARK: - Writing

    /// Sends a frame, now or as soon as the socket takes it; never blocks.
    ///
    /// - Returns: False when too much waits already, or the process has ended.
    func send(_ frame: Frame) -> Bool {
        guard let parcel = Parcel(frame) else { return false }
        let (isTaken, mustFlush) = state.withLock { state -> (Bool, Bool) in
            guard !state.hasEnded else { return (false, false) }
            let outcome = state.outbox.send(parcel, to: process.channel)
            guard outcome == .waits, !state.isFlushing else { return (outcome != .refused, false) }
            state.isFlushing = true
            return (true, true)
        }
        if mustFlush { threads.submit { _ in self.flush() } }
        return isTaken
    }

    private func flush() {
        while true {
            var wanted = pollfd(fd: process.channel, events: Int16(POLLOUT), revents: 0)
            // The end of the process wakes this as well.
            _ = unsafe poll(&wanted, 1, Self.flushWaitMilliseconds)
            let isDone = state.withLock { state -> Bool in
                let isDone = state.hasEnded || state.outbox.flush(to: process.channel)
                if isDone { state.isFlushing = false }
                return isDone
            }
            if isDone { return }
        }
    }

    /// How often a writer that waits looks whether the process is still there.
    private static let flushWaitMilliseconds: Int32 = 1000

    /// Ends the process by force.
    func kill(_ cause: WorkerEnd.Cause) {
        state.withLock { state in
            guard !state.hasEnded else { return }
            state.killed = state.killed ?? cause
            unsafe withUnsafePointer(to: process) { unsafe cw_kill($0) }
        }
    }

    // MARK: - Reading

    /// Looks for the answer to a call for a moment, on the caller's thread.
    func look(until isAnswered: () -> Bool) {
        reader.withLock { $0 }?.look(until: isAnswered)
    }

    private func read(
        payloadLimit: Int, threadLimit: Int, onEvent: @escaping @Sendable (Event) -> Void
    ) {
        var oversight = ThreadOversight(process, limit: threadLimit)
        defer { oversight.end() }
        var lines = LineCutter()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let reader = ChannelReader(
            channel: process.channel, payloadLimit: payloadLimit,
            onFrame: { onEvent(.frame($0)) },
            onFault: { [weak self] in self?.kill(.protocolBroken($0.reason)) })
        self.reader.withLock { $0 = reader }
        var isOpen = (channel: reader != nil, output: true)
        while isOpen.channel, let reader {
            var wanted = [
                pollfd(fd: reader.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isOpen.output ? process.output : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: oversight.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: process.pidfd, events: Int16(POLLIN), revents: 0),
            ]
            guard unsafe poll(&wanted, nfds_t(wanted.count), -1) >= 0 || errno == EINTR else { break }
            if wanted[2].revents != 0 { oversight.attend(wanted[2].revents) }
            if wanted[1].revents != 0 {
                let outcome = Self.take(process.output, into: &buffer) { bytes in
                    for line in lines.feed(bytes) { onEvent(.output(line)) }
                }
                isOpen.output = outcome != .end
            }
            if wanted[3].revents != 0 {
                isOpen.channel = false
                readRest(reader)
            } else if wanted[0].revents != 0 {
                isOpen.channel = reader.read()
            }
        }
        // A caller that looks just now is done before the channel is closed.
        self.reader.withLock { $0 = nil }
        if let reader { reader.close() } else { kill(.notNeeded) }
        finish(&lines, &buffer, onEvent)
    }

    /// The channel is closed: the process ends too, by itself or not.
    private func finish(
        _ lines: inout LineCutter, _ buffer: inout [UInt8], _ onEvent: @Sendable (Event) -> Void
    ) {
        var wanted = pollfd(fd: process.pidfd, events: Int16(POLLIN), revents: 0)
        if unsafe poll(&wanted, 1, Self.endingMilliseconds) == 0 {
            kill(.protocolBroken("it closed its connection to the host"))
        }
        endGroup()
        while Self.take(
            process.output, into: &buffer, { for line in lines.feed($0) { onEvent(.output(line)) } }) == .some
        {}
        for line in lines.finish() { onEvent(.output(line)) }
        // From here on nobody uses the descriptors.
        let killed = state.withLock { state in
            state.hasEnded = true
            return state.killed
        }
        var ended = process
        let end = unsafe cw_wait(&ended)
        onEvent(.ended(WorkerEnd(signal: end.signal, status: end.status, killed: killed)))
        threads.shutdownGracefully { _ in }
    }

    /// The process has ended; what it has left behind may hold the channel open.
    private func readRest(_ reader: ChannelReader) {
        endGroup()
        var wanted = pollfd(fd: process.channel, events: Int16(POLLIN), revents: 0)
        while unsafe poll(&wanted, 1, 0) > 0, reader.read() {}
    }

    /// What the process has started goes with it.
    private func endGroup() {
        unsafe withUnsafePointer(to: process) { unsafe cw_end_group($0) }
    }

    /// How long a process may take to end once its channel is closed.
    private static let endingMilliseconds: Int32 = 200

    private enum ReadOutcome {
        case some
        /// Not now.
        case nothing
        case end
    }

    /// Reads once.
    private static func take(
        _ descriptor: Int32, into buffer: inout [UInt8], _ body: (ArraySlice<UInt8>) -> Void
    ) -> ReadOutcome {
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
        }
        guard count > 0 else {
            return count < 0 && (errno == EINTR || errno == EAGAIN) ? .nothing : .end
        }
        body(buffer[..<count])
        return .some
    }
}
