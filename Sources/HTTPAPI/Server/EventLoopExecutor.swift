// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Runs tasks on the event loop of a connection.
///
/// What a request awaits mostly happens on that loop: bytes from the client, bytes from the upstream, the end of a
/// write. A task that lives elsewhere pays two switches of thread for each of them.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
