// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import Synchronization

/// The threads that plugins of this process run their calls on, and the engine that shares them out.
///
/// At most `PluginLimits.runningCalls` threads can be lost to plugins that never come back.
final class CallThreads: Sendable {
    let engine: CallEngine
    let pool: NIOThreadPool
    private let hasStarted = Atomic(false)

    init(limits: PluginLimits) {
        engine = CallEngine(runningCalls: limits.runningCalls, waitingCalls: limits.waitingCalls)
        pool = NIOThreadPool(numberOfThreads: limits.runningCalls)
    }

    /// Starts the threads, for the first plugin that needs them: one in a process of its own has them there.
    func start() {
        guard !hasStarted.exchange(true, ordering: .acquiringAndReleasing) else { return }
        pool.start()
    }

    deinit {
        // A plugin that hangs keeps its thread; nobody needs to know when the others are gone.
        pool.shutdownGracefully { _ in }
    }
}
