// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Runs the jobs of one call's task on the thread that the host gave the call.
///
/// The thread sleeps in `poll` until there is a job or the call is cancelled.
final class CallExecutor: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])
    /// A pipe; a byte in it says that there is something to do.
    private let reader: Int32
    private let writer: Int32

    private init() throws(ToolFailure) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            throw ToolFailure("The process has no file descriptors left.", code: "no_descriptors")
        }
        // Glibc's pipe2 is not imported. A program started in between inherits a pipe that nobody uses.
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (reader, writer) = (ends[0], ends[1])
    }

    deinit {
        close(reader)
        close(writer)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        wake()
    }

    /// Runs `body` to its end on this thread.
    ///
    /// - Throws: What the body throws.
    static func run(
        for context: ToolContext, _ body: @escaping @Sendable () async throws -> ToolOutput
    ) throws -> ToolOutput {
        let executor = try CallExecutor()
        let outcome = Outcome()
        // Owned by this function, which returns only when it has ended.
        let task = Task(executorPreference: executor) {
            let result: Result<ToolOutput, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            outcome.value.withLock { $0 = result }
            executor.wake()
        }
        return try executor.work(until: outcome, cancelDescriptor: context.cancelDescriptor) { task.cancel() }
            .get()
    }

    /// What the task came to.
    private final class Outcome: Sendable {
        let value = Mutex<Result<ToolOutput, any Error>?>(nil)
    }

    private func work(
        until outcome: Outcome, cancelDescriptor: Int32?, cancel: () -> Void
    ) -> Result<ToolOutput, any Error> {
        // A negative descriptor is one that poll passes over.
        var watched = [
            pollfd(fd: reader, events: Int16(POLLIN), revents: 0),
            pollfd(fd: cancelDescriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            for job in jobs.withLock({ $0.drain() }) {
                unsafe job.runSynchronously(on: asUnownedTaskExecutor())
            }
            if let result = outcome.value.withLock({ $0 }) { return result }
            // An interrupted poll only means another round.
            _ = unsafe poll(&watched, nfds_t(watched.count), -1)
            if watched[0].revents != 0 { empty() }
            if watched[1].revents != 0 {
                watched[1].fd = -1
                cancel()
            }
        }
    }

    private func wake() {
        var byte: UInt8 = 1
        // A full pipe wakes the thread just as well.
        _ = unsafe write(writer, &byte, 1)
    }

    private func empty() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while unsafe read(reader, &bytes, bytes.count) > 0 {}
    }
}

extension [UnownedJob] {
    /// All jobs, which are no longer here then.
    fileprivate mutating func drain() -> [UnownedJob] {
        defer { self = [] }
        return self
    }
}
