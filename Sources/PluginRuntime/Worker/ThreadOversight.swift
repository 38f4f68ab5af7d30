// SPDX-License-Identifier: Apache-2.0

import CConfinement
import CWorker
import Glibc

/// The host's part in counting a worker's threads and processes: first the socket on which the worker hands the oversight
/// out, then the listener that asks about each new one.
struct ThreadOversight {
    /// What to wait for; negative when there is nothing to oversee any more.
    private(set) var descriptor: Int32
    private var isListening = false
    private var threads: UInt32 = 0
    /// The process's own, which it cannot leave.
    private let group: Int32
    private let limit: UInt32

    init(_ process: cw_process, limit: Int) {
        descriptor = process.oversight
        group = process.pid
        self.limit = UInt32(clamping: limit)
    }

    /// Does what `descriptor` is ready for.
    mutating func attend(_ events: Int16) {
        guard events & Int16(POLLIN) != 0 else { return end() }
        if isListening {
            unsafe confine_count(descriptor, group, limit, &threads)
        } else {
            let listener = confine_receive_listener(descriptor)
            end()
            descriptor = listener
            isListening = true
        }
    }

    /// Gives the descriptor back; from then on no thread can be started there.
    mutating func end() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }
}
