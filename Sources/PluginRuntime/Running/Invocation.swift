// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// One call on its way through the engine.
final class Invocation: Sendable {
    let lane: CallSchedule.Lane
    let isReentrant: Bool
    let tool: String
    let timeout: Duration
    let work: any CallWork
    let settlement = Settlement<Result<BackendReply, any Error>>()
    private let ticketNumber = Atomic<UInt64>(0)

    init(
        lane: CallSchedule.Lane, isReentrant: Bool, tool: String, timeout: Duration, work: any CallWork
    ) {
        self.lane = lane
        self.isReentrant = isReentrant
        self.tool = tool
        self.timeout = timeout
        self.work = work
    }

    /// Its place in the engine's books; nil before it has arrived there, or when it was refused.
    var ticket: CallSchedule.Ticket? {
        get {
            let number = ticketNumber.load(ordering: .acquiring)
            return number == 0 ? nil : CallSchedule.Ticket(number: number)
        }
        set { ticketNumber.store(newValue?.number ?? 0, ordering: .releasing) }
    }

    func settle(_ error: any Error) {
        settlement.settle(.failure(error))
    }
}
