// SPDX-License-Identifier: Apache-2.0

/// Who may run now: lanes of tools that exclude each other, over a limited number of threads.
///
/// Pure.
struct CallSchedule {
    /// Calls that share a lane wait for each other.
    struct Lane: Hashable {
        let plugin: Int
        /// Nil for the lane that all tools of a plugin share.
        let tool: String?
    }

    /// What becomes of a call that arrives.
    enum Admission: Hashable {
        case start
        case wait
        /// A call before it is past its deadline and has not come back.
        case blocked
        /// Too many wait already.
        case full
    }

    private struct LaneState {
        var running: Set<UInt64> = []
        /// Those of `running` that are past their deadline.
        var overrun: Set<UInt64> = []
        var waiting: [UInt64] = []
    }

    private let waitingLimit: Int
    private var freeThreads: Int
    private var lanes: [Lane: LaneState] = [:]
    private var laneOfCall: [UInt64: Lane] = [:]
    private var lanesWithWaiting: Set<Lane> = []
    private var reentrantLanes: Set<Lane> = []

    init(threads: Int, waitingLimit: Int) {
        freeThreads = threads
        self.waitingLimit = waitingLimit
    }

    /// The calls on a thread.
    var running: [UInt64] { lanes.values.flatMap(\.running) }
    /// The calls that wait for their turn.
    var waiting: [UInt64] { lanes.values.flatMap(\.waiting) }

    /// A call arrives.
    ///
    /// Ids grow, so that the smallest has waited longest.
    mutating func arrive(_ call: UInt64, lane: Lane, isReentrant: Bool) -> Admission {
        var state = lanes[lane] ?? LaneState()
        guard state.overrun.isEmpty else { return .blocked }
        if freeThreads > 0, state.waiting.isEmpty, isReentrant || state.running.isEmpty {
            freeThreads -= 1
            state.running.insert(call)
        } else {
            guard state.waiting.count < waitingLimit else { return .full }
            state.waiting.append(call)
            lanesWithWaiting.insert(lane)
        }
        let isRunning = state.running.contains(call)
        lanes[lane] = state
        laneOfCall[call] = lane
        if isReentrant { reentrantLanes.insert(lane) }
        return isRunning ? .start : .wait
    }

    /// Whether the call waits for its turn.
    func isWaiting(_ call: UInt64) -> Bool {
        guard let lane = laneOfCall[call] else { return false }
        return lanes[lane]?.waiting.contains(call) == true
    }

    /// A waiting call gives up; false when it does not wait (any more).
    mutating func withdraw(_ call: UInt64) -> Bool {
        guard let lane = laneOfCall[call], let index = lanes[lane]?.waiting.firstIndex(of: call) else {
            return false
        }
        lanes[lane]?.waiting.remove(at: index)
        laneOfCall[call] = nil
        tidy(lane)
        return true
    }

    /// A running call is past its deadline: closes its lane and returns those that waited there, who are out.
    mutating func overrun(_ call: UInt64) -> [UInt64] {
        guard let lane = laneOfCall[call], lanes[lane]?.running.contains(call) == true else { return [] }
        lanes[lane]?.overrun.insert(call)
        let waiting = lanes[lane]?.waiting ?? []
        lanes[lane]?.waiting = []
        for call in waiting { laneOfCall[call] = nil }
        tidy(lane)
        return waiting
    }

    /// A running call has come back: returns those that start now.
    mutating func finish(_ call: UInt64) -> [UInt64] {
        guard let lane = laneOfCall.removeValue(forKey: call), lanes[lane]?.running.remove(call) != nil else {
            return []
        }
        lanes[lane]?.overrun.remove(call)
        freeThreads += 1
        tidy(lane)
        var started: [UInt64] = []
        while freeThreads > 0, let next = nextLane() {
            guard let call = lanes[next]?.waiting.removeFirst() else { break }
            lanes[next]?.running.insert(call)
            freeThreads -= 1
            started.append(call)
            tidy(next)
        }
        return started
    }

    // MARK: - Lanes

    /// Of the lanes where somebody waits and may run, the one whose first has waited longest.
    private func nextLane() -> Lane? {
        lanesWithWaiting
            .filter { reentrantLanes.contains($0) || lanes[$0]?.running.isEmpty == true }
            .min { (lanes[$0]?.waiting.first ?? .max) < (lanes[$1]?.waiting.first ?? .max) }
    }

    private mutating func tidy(_ lane: Lane) {
        guard let state = lanes[lane] else { return }
        if state.waiting.isEmpty { lanesWithWaiting.remove(lane) }
        if state.waiting.isEmpty, state.running.isEmpty {
            lanes[lane] = nil
            reentrantLanes.remove(lane)
        }
    }
}
