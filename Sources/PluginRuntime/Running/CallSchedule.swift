// SPDX-License-Identifier: Apache-2.0

/// Who may run now: lanes of tools that exclude each other, over a limited number of threads.
///
/// Pure. A call that runs at once costs one look-up of its lane and no memory.
struct CallSchedule {
    /// Calls that share a lane wait for each other.
    struct Lane: Hashable {
        let plugin: Int
        /// Nil for the lane that all tools of a plugin share.
        let tool: String?
    }

    /// One call, from its arrival until it has gone; a number for it is used again only with another generation.
    struct Ticket: Hashable {
        fileprivate(set) var slot: Int
        fileprivate var generation: UInt32

        /// The ticket in one number, never 0.
        var number: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

        fileprivate init(slot: Int, generation: UInt32) {
            self.slot = slot
            self.generation = generation
        }

        init(number: UInt64) {
            slot = Int(number & UInt64(UInt32.max))
            generation = UInt32(number >> 32)
        }
    }

    /// What becomes of a call that arrives.
    enum Admission: Hashable {
        case start(Ticket)
        case wait(Ticket)
        /// A call before it is past its deadline and has not come back.
        case blocked
        /// Too many wait already.
        case full
    }

    private struct LaneState {
        let lane: Lane
        var isReentrant: Bool
        var runningCount = 0
        /// How many of those that run are past their deadline.
        var overrunCount = 0
        /// The slots of the calls that wait, in the order of arrival.
        var waiting: [Int] = []

        var isIdle: Bool { runningCount == 0 && waiting.isEmpty }
        var takesOneMore: Bool { isReentrant || runningCount == 0 }
    }

    private enum Phase {
        case gone
        /// Since so many arrivals.
        case waiting(UInt64)
        case running
        case overrun
    }

    private struct Call {
        var phase = Phase.gone
        var lane = 0
        var generation: UInt32 = 0
    }

    /// How many lanes without calls are kept for the next one.
    private static let idleLanes = 1024

    private let waitingLimit: Int
    private var freeThreads: Int
    private var indices: [Lane: Int] = [:]
    private var lanes: [LaneState] = []
    private var freeLanes: [Int] = []
    private var calls: [Call] = []
    private var freeSlots: [Int] = []
    private var waitingCount = 0
    private var arrivals: UInt64 = 0

    init(threads: Int, waitingLimit: Int) {
        freeThreads = threads
        self.waitingLimit = waitingLimit
    }

    /// The calls on a thread.
    var running: [Ticket] {
        tickets { phase in
            switch phase {
            case .running, .overrun: true
            case .gone, .waiting: false
            }
        }
    }

    /// The calls that wait for their turn.
    var waiting: [Ticket] {
        tickets { phase in
            if case .waiting = phase { true } else { false }
        }
    }

    /// The lanes that there is memory for.
    var laneCount: Int { lanes.count }

    private func tickets(_ isMeant: (Phase) -> Bool) -> [Ticket] {
        calls.indices.filter { isMeant(calls[$0].phase) }.map(ticket)
    }

    private func ticket(_ slot: Int) -> Ticket { Ticket(slot: slot, generation: calls[slot].generation) }

    /// A call arrives.
    mutating func arrive(_ lane: Lane, isReentrant: Bool) -> Admission {
        let index = index(of: lane, isReentrant: isReentrant)
        guard lanes[index].overrunCount == 0 else { return .blocked }
        if freeThreads > 0, lanes[index].waiting.isEmpty, lanes[index].takesOneMore {
            freeThreads -= 1
            lanes[index].runningCount += 1
            return .start(take(.running, in: index))
        }
        guard lanes[index].waiting.count < waitingLimit else {
            removeWhenIdle(index)
            return .full
        }
        arrivals += 1
        let ticket = take(.waiting(arrivals), in: index)
        lanes[index].waiting.append(ticket.slot)
        waitingCount += 1
        return .wait(ticket)
    }

    /// Whether the call waits for its turn.
    func isWaiting(_ call: Ticket) -> Bool {
        guard isKnown(call), case .waiting = calls[call.slot].phase else { return false }
        return true
    }

    /// A waiting call gives up; false when it does not wait (any more).
    mutating func withdraw(_ call: Ticket) -> Bool {
        guard isWaiting(call) else { return false }
        let lane = calls[call.slot].lane
        lanes[lane].waiting.removeAll { $0 == call.slot }
        waitingCount -= 1
        free(call.slot)
        removeWhenIdle(lane)
        return true
    }

    /// A running call is past its deadline: closes its lane and returns those that waited there, who are out.
    mutating func overrun(_ call: Ticket) -> [Ticket] {
        guard isKnown(call), case .running = calls[call.slot].phase else { return [] }
        calls[call.slot].phase = .overrun
        let lane = calls[call.slot].lane
        lanes[lane].overrunCount += 1
        let slots = lanes[lane].waiting
        lanes[lane].waiting = []
        waitingCount -= slots.count
        let out = slots.map(ticket)
        for slot in slots { free(slot) }
        return out
    }

    /// A running call has come back: returns those that start now.
    mutating func finish(_ call: Ticket) -> [Ticket] {
        guard isKnown(call) else { return [] }
        let lane = calls[call.slot].lane
        switch calls[call.slot].phase {
        case .gone, .waiting: return []
        case .running: break
        case .overrun: lanes[lane].overrunCount -= 1
        }
        lanes[lane].runningCount -= 1
        free(call.slot)
        freeThreads += 1
        var started: [Ticket] = []
        while waitingCount > 0, freeThreads > 0, let slot = next() {
            lanes[calls[slot].lane].waiting.removeFirst()
            lanes[calls[slot].lane].runningCount += 1
            calls[slot].phase = .running
            waitingCount -= 1
            freeThreads -= 1
            started.append(ticket(slot))
        }
        removeWhenIdle(lane)
        return started
    }

    // MARK: - Calls

    private func isKnown(_ call: Ticket) -> Bool {
        call.slot < calls.count && calls[call.slot].generation == call.generation
    }

    private mutating func take(_ phase: Phase, in lane: Int) -> Ticket {
        let slot = freeSlots.popLast() ?? calls.endIndex
        if slot == calls.endIndex { calls.append(Call()) }
        // Not 0, which would be a ticket of nobody.
        calls[slot] = Call(phase: phase, lane: lane, generation: max(1, calls[slot].generation &+ 1))
        return ticket(slot)
    }

    private mutating func free(_ slot: Int) {
        calls[slot].phase = .gone
        freeSlots.append(slot)
    }

    /// Of the lanes where somebody waits and may run, the first of that one where it has waited longest.
    private func next() -> Int? {
        var found: (slot: Int, arrival: UInt64)?
        for lane in lanes {
            guard lane.takesOneMore, let slot = lane.waiting.first,
                case .waiting(let arrival) = calls[slot].phase, arrival < found?.arrival ?? .max
            else { continue }
            found = (slot, arrival)
        }
        return found?.slot
    }

    // MARK: - Lanes

    private mutating func index(of lane: Lane, isReentrant: Bool) -> Int {
        if let index = indices[lane] {
            // A tool that was replaced may be of another kind: from then on its calls exclude those that run, whichever of the
            // two did not.
            lanes[index].isReentrant = isReentrant && (lanes[index].isReentrant || lanes[index].isIdle)
            return index
        }
        let state = LaneState(lane: lane, isReentrant: isReentrant)
        let index = freeLanes.popLast() ?? lanes.endIndex
        if index == lanes.endIndex { lanes.append(state) } else { lanes[index] = state }
        indices[lane] = index
        return index
    }

    /// Forgets a lane without calls, when there are many.
    private mutating func removeWhenIdle(_ index: Int) {
        guard indices.count > Self.idleLanes, lanes[index].isIdle else { return }
        indices[lanes[index].lane] = nil
        freeLanes.append(index)
    }
}
