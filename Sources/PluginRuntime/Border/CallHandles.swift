// SPDX-License-Identifier: Apache-2.0

import Synchronization
import ToolABI

/// The `th_call` handles of this process.
///
/// A handle's address is its generation: it names one call, and once that has ended, none. Addresses are
/// used again only after `reuseDistance` further calls, and their memory is never given back, so that a plugin
/// which keeps a handle is refused rather than crashing the host.
final class CallHandles: Sendable {
    /// How many calls end before an address is used again: 65 536, at 8 bytes each half a megabyte.
    static let reuseDistance = 1 << 16

    private struct State {
        var records: [UInt: CallRecord] = [:]
        /// Ended handles, the longest ended first, from `firstRetired` on.
        var retired: [UInt] = []
        var firstRetired = 0
        /// Addresses that no call has had yet.
        var fresh: [UInt] = []
    }

    /// How many handles are allocated at once.
    private static let chunk = 512

    private let state = Mutex(State())

    subscript(handle: UnsafeMutablePointer<th_call>?) -> CallRecord? {
        let address = UInt(bitPattern: handle)
        return state.withLock { $0.records[address] }
    }

    /// A handle for a call that starts.
    func open(_ record: CallRecord) -> UInt {
        state.withLock { state in
            let address = Self.nextAddress(&state)
            state.records[address] = record
            return address
        }
    }

    /// Ends a handle.
    func close(_ address: UInt) {
        state.withLock { state in
            state.records[address] = nil
            state.retired.append(address)
        }
    }

    private static func nextAddress(_ state: inout State) -> UInt {
        if state.retired.count - state.firstRetired > reuseDistance {
            let address = state.retired[state.firstRetired]
            state.firstRetired += 1
            if state.firstRetired > reuseDistance {
                state.retired.removeFirst(state.firstRetired)
                state.firstRetired = 0
            }
            return address
        }
        if let address = state.fresh.popLast() { return address }
        let handles = UnsafeMutablePointer<th_call>.allocate(capacity: chunk)
        for index in 0..<chunk {
            unsafe (handles + index).initialize(to: th_call(api: CallFunctions.table.pointer))
            state.fresh.append(UInt(bitPattern: unsafe handles + index))
        }
        return state.fresh.removeLast()
    }
}
