// SPDX-License-Identifier: Apache-2.0

/// The calls that a worker runs.
///
/// Several threads read from the host, so a cancellation may be heard before the call that it is for.
struct RunningCalls {
    private var records: [UInt64: CallRecord] = [:]
    /// The last cancellations that found no call: too early, or too late.
    private var unmatched: [UInt64] = []

    /// How many of those are kept; there are no more threads that could be between reading a call and running it.
    private static let unmatchedLimit = 64

    /// Begins a call; true when it has been cancelled already.
    mutating func begin(_ number: UInt64, _ record: CallRecord) -> Bool {
        records[number] = record
        guard let index = unmatched.firstIndex(of: number) else { return false }
        unmatched.remove(at: index)
        return true
    }

    /// The call to tell, if it runs.
    mutating func cancel(_ number: UInt64) -> CallRecord? {
        if let record = records[number] { return record }
        if unmatched.count == Self.unmatchedLimit { unmatched.removeFirst() }
        unmatched.append(number)
        return nil
    }

    mutating func end(_ number: UInt64) {
        records[number] = nil
    }
}
