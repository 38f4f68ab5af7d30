// SPDX-License-Identifier: Apache-2.0

import ToolABI

/// What a call of a plugin's function came to.
enum NativeOutcome: Sendable {
    case reply(BackendReply)
    /// It stopped because it was told to.
    case gaveUp
    case fault(ResultFault)
}

extension NativeBody {
    /// Runs the plugin's code on this thread.
    func perform(_ record: CallRecord, deadline: ContinuousClock.Instant) -> NativeOutcome {
        record.begin(deadline: deadline)
        let handle = Border.calls.open(record)
        let status = unsafe UnsafeMutablePointer(bitPattern: handle).map { unsafe run($0) } ?? 0
        Border.calls.close(handle)
        do throws(ResultFault) {
            return .reply(try record.end(status: status))
        } catch {
            return status == TH_CANCELLED && record.isCancelled ? .gaveUp : .fault(error)
        }
    }
}
