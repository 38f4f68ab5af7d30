// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Carries Ctrl-C from the process's signal to whatever it is to stop now: the turn that runs, or the line being typed.
package final class Interrupts: Sendable {
    private let action = Mutex<(@Sendable () -> Void)?>(nil)

    package init() {}

    /// Stops what can be stopped; does nothing when there is nothing. [any thread]
    package func fire() {
        let action = action.withLock(\.self)
        action?()
    }

    /// Runs `body`; until it returns, `fire` runs `stop`.
    func stopping<Value>(
        with stop: @escaping @Sendable () -> Void, during body: () async throws -> Value
    ) async rethrows -> Value {
        let outer = action.withLock { action in
            let outer = action
            action = stop
            return outer
        }
        defer { action.withLock { $0 = outer } }
        return try await body()
    }
}
