// SPDX-License-Identifier: Apache-2.0

/// One call on its way through the engine.
struct Invocation: Sendable {
    /// Grows from call to call.
    let number: UInt64
    let lane: CallSchedule.Lane
    let isReentrant: Bool
    let tool: String
    let timeout: Duration
    let work: any CallWork
    let settlement = Settlement<Result<BackendReply, any Error>>()

    func settle(_ error: any Error) {
        settlement.settle(.failure(error))
    }
}
