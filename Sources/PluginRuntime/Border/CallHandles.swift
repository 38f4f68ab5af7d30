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

    /// Handles that lie one behind the other.
    private struct Chunk {
        let start: UInt
        var records: [CallRecord?]

        /// The handle at an address; nil when there begins none of these.
        func index(of address: UInt) -> Int? {
            let (index, rest) = (address &- start).quotientAndRemainder(dividingBy: CallHandles.stride)
            return rest == 0 && index < UInt(records.count) ? Int(index) : nil
        }
    }

    private struct State {
        /// In the order of their addresses.
        var chunks: [Chunk] = []
        /// Ended handles, the longest ended first, from `firstRetired` on.
        var retired: [UInt] = []
        var firstRetired = 0
        /// Addresses that no call has had yet.
        var fresh: [UInt] = []
    }

    /// How many handles are allocated at once.
    private static let chunk = 512

    private static let stride = unsafe UInt(MemoryLayout<th_call>.stride)

    private let state = Mutex(State())

    subscript(handle: UnsafeMutablePointer<th_call>?) -> CallRecord? {
        let address = UInt(bitPattern: handle)
        return state.withLock { state in
            guard let (chunk, index) = Self.place(of: address, in: state) else { return nil }
            return state.chunks[chunk].records[index]
        }
    }

    /// A handle for a call that starts.
    func open(_ record: CallRecord) -> UInt {
        state.withLock { state in
            let address = Self.nextAddress(&state)
            Self.set(record, at: address, in: &state)
            return address
        }
    }

    /// Ends a handle.
    func close(_ address: UInt) {
        state.withLock { state in
            Self.set(nil, at: address, in: &state)
            state.retired.append(address)
        }
    }

    private static func set(_ record: CallRecord?, at address: UInt, in state: inout State) {
        guard let (chunk, index) = place(of: address, in: state) else { return }
        state.chunks[chunk].records[index] = record
    }

    /// Where an address is; nil for one that was never given out.
    private static func place(of address: UInt, in state: borrowing State) -> (chunk: Int, index: Int)? {
        var (low, high) = (0, state.chunks.count)
        while low < high {
            let middle = (low + high) / 2
            if state.chunks[middle].start <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0, let index = state.chunks[low - 1].index(of: address) else { return nil }
        return (low - 1, index)
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
        let start = UInt(bitPattern: handles)
        let place = state.chunks.firstIndex { $0.start > start } ?? state.chunks.endIndex
        state.chunks.insert(
            Chunk(start: start, records: [CallRecord?](repeating: nil, count: chunk)), at: place)
        return state.fresh.removeLast()
    }
}
