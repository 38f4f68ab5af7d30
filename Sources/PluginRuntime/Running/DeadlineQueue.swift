// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// Runs closures when their time has come, unless they are withdrawn.
///
/// One timer on one of the process's event loops serves all entries, since most are withdrawn: a call that ends in
/// time costs two changes of a dictionary and no system call. There are no more entries than calls that
/// run or wait, so the nearest one is found by looking at all.
final class DeadlineQueue<ID: Hashable & Sendable>: Sendable {
    private struct Entry {
        let time: NIODeadline
        let action: @Sendable () -> Void
    }

    private struct State {
        var entries: [ID: Entry] = [:]
        /// When the timer fires; nil when it is not set.
        var armed: NIODeadline?
        var timer: Scheduled<Void>?
    }

    private let loop: any EventLoop
    private let state = Mutex(State())

    init(loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.any()) {
        self.loop = loop
    }

    /// Runs `action` after `delay`, on an event loop's thread; it must not block.
    ///
    /// Replaces an entry of the same id.
    func set(_ id: ID, after delay: Duration, _ action: @escaping @Sendable () -> Void) {
        set(id, at: .now() + TimeAmount(delay), action)
    }

    /// The same at a time.
    func set(_ id: ID, at time: NIODeadline, _ action: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.entries[id] = Entry(time: time, action: action)
            arm(&state, for: time)
        }
    }

    /// Withdraws an entry that has not run.
    func remove(_ id: ID) {
        state.withLock { $0.entries[id] = nil }
    }

    private func arm(_ state: inout State, for time: NIODeadline) {
        if let armed = state.armed, armed <= time { return }
        state.timer?.cancel()
        state.armed = time
        state.timer = loop.scheduleTask(deadline: time) { [weak self] in self?.fire() }
    }

    private func fire() {
        let now = NIODeadline.now()
        let due = state.withLock { state in
            state.armed = nil
            state.timer = nil
            let due = state.entries.filter { $0.value.time <= now }.sorted { $0.value.time < $1.value.time }
            for (id, _) in due { state.entries[id] = nil }
            if let next = state.entries.values.map(\.time).min() { arm(&state, for: next) }
            return due.map(\.value.action)
        }
        for action in due { action() }
    }
}
