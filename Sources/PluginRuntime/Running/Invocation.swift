// SPDX-License-Identifier: Apache-2.0

/// One call on its way through the engine.
struct Invocation: Sendable {
    /// Grows from call to call.
    let number: UInt64
    let lane: CallSchedule.Lane
    let isReentrant: Bool
    let request: BackendRequest
    let plugin: String
    let body: NativeBody
    let record: CallRecord
    let settlement = Settlement<Result<BackendReply, any Error>>()

    func settle(_ error: any Error) {
        settlement.settle(.failure(error))
    }
}
