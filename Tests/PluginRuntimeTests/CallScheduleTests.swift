// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PluginRuntime

private typealias Lane = CallSchedule.Lane

/// A schedule whose calls go by numbers of the test's.
private struct NumberedSchedule {
    enum Admission: Hashable { case start, wait, blocked, full }

    private var schedule: CallSchedule
    private var tickets: [UInt64: CallSchedule.Ticket] = [:]
    private var numbers: [CallSchedule.Ticket: UInt64] = [:]

    init(threads: Int, waitingLimit: Int) {
        schedule = CallSchedule(threads: threads, waitingLimit: waitingLimit)
    }

    var running: [UInt64] { schedule.running.compactMap { numbers[$0] } }
    var waiting: [UInt64] { schedule.waiting.compactMap { numbers[$0] } }

    var laneCount: Int { schedule.laneCount }

    mutating func arrive(_ call: UInt64, lane: Lane, isReentrant: Bool) -> Admission {
        switch schedule.arrive(lane, isReentrant: isReentrant) {
        case .start(let ticket):
            note(call, ticket)
            return .start
        case .wait(let ticket):
            note(call, ticket)
            return .wait
        case .blocked: return .blocked
        case .full: return .full
        }
    }

    private mutating func note(_ call: UInt64, _ ticket: CallSchedule.Ticket) {
        #expect(CallSchedule.Ticket(number: ticket.number) == ticket && ticket.number != 0)
        #expect(numbers.updateValue(call, forKey: ticket) == nil, "no ticket is given twice")
        tickets[call] = ticket
    }

    func isWaiting(_ call: UInt64) -> Bool { tickets[call].map(schedule.isWaiting) ?? false }

    mutating func withdraw(_ call: UInt64) -> Bool { tickets[call].map { schedule.withdraw($0) } ?? false }

    mutating func overrun(_ call: UInt64) -> [UInt64] {
        (tickets[call].map { schedule.overrun($0) } ?? []).compactMap { numbers[$0] }
    }

    mutating func finish(_ call: UInt64) -> [UInt64] {
        (tickets[call].map { schedule.finish($0) } ?? []).compactMap { numbers[$0] }
    }
}

@Suite struct CallScheduleTests {
    private let first = Lane(plugin: 1, tool: nil)
    private let second = Lane(plugin: 2, tool: nil)

    @Test func `a lane runs one call at a time, in the order of arrival`() {
        var schedule = NumberedSchedule(threads: 4, waitingLimit: 8)
        #expect(schedule.arrive(1, lane: first, isReentrant: false) == .start)
        #expect(schedule.arrive(2, lane: first, isReentrant: false) == .wait)
        #expect(schedule.arrive(3, lane: first, isReentrant: false) == .wait)
        #expect(schedule.arrive(4, lane: second, isReentrant: false) == .start)
        #expect(schedule.finish(1) == [2])
        #expect(schedule.finish(4) == [])
        #expect(schedule.finish(2) == [3])
        #expect(schedule.finish(3) == [])
    }

    @Test func `a reentrant lane is limited by the threads alone`() {
        var schedule = NumberedSchedule(threads: 2, waitingLimit: 8)
        #expect(schedule.arrive(1, lane: first, isReentrant: true) == .start)
        #expect(schedule.arrive(2, lane: first, isReentrant: true) == .start)
        #expect(schedule.arrive(3, lane: first, isReentrant: true) == .wait)
        #expect(schedule.arrive(4, lane: second, isReentrant: false) == .wait)
        #expect(schedule.finish(2) == [3])
        #expect(schedule.finish(1) == [4])
    }

    @Test func `a full lane refuses, others do not`() {
        var schedule = NumberedSchedule(threads: 1, waitingLimit: 1)
        #expect(schedule.arrive(1, lane: first, isReentrant: false) == .start)
        #expect(schedule.arrive(2, lane: first, isReentrant: false) == .wait)
        #expect(schedule.arrive(3, lane: first, isReentrant: false) == .full)
        #expect(schedule.arrive(4, lane: second, isReentrant: false) == .wait)
    }

    @Test func `a call that overruns closes its lane until it is back`() {
        var schedule = NumberedSchedule(threads: 4, waitingLimit: 8)
        #expect(schedule.arrive(1, lane: first, isReentrant: false) == .start)
        #expect(schedule.arrive(2, lane: first, isReentrant: false) == .wait)
        #expect(schedule.overrun(1) == [2])
        #expect(schedule.arrive(3, lane: first, isReentrant: false) == .blocked)
        #expect(schedule.arrive(4, lane: second, isReentrant: false) == .start)
        #expect(schedule.finish(1) == [])
        #expect(schedule.arrive(5, lane: first, isReentrant: false) == .start)
    }

    @Test func `a call that has gone is no longer known`() {
        var schedule = NumberedSchedule(threads: 1, waitingLimit: 8)
        #expect(schedule.arrive(1, lane: first, isReentrant: false) == .start)
        #expect(schedule.arrive(2, lane: first, isReentrant: false) == .wait)
        #expect(schedule.withdraw(1) == false)
        #expect(schedule.withdraw(2) == true)
        #expect(schedule.withdraw(2) == false)
        #expect(schedule.finish(1) == [])
        #expect(schedule.finish(1) == [])
        #expect(schedule.overrun(1) == [])
    }

    @Test func `a ticket of a call that has gone is nobody else's`() {
        var schedule = NumberedSchedule(threads: 1, waitingLimit: 8)
        #expect(schedule.arrive(1, lane: first, isReentrant: false) == .start)
        #expect(schedule.finish(1) == [])
        #expect(schedule.arrive(2, lane: first, isReentrant: false) == .start)
        #expect(schedule.arrive(3, lane: first, isReentrant: false) == .wait)
        #expect(schedule.finish(1) == [])
        #expect(schedule.overrun(1) == [])
        #expect(schedule.running == [2])
        #expect(schedule.isWaiting(3))
    }

    @Test func `a tool that is replaced by one of another kind keeps its lane until that is empty`() {
        var schedule = NumberedSchedule(threads: 4, waitingLimit: 8)
        #expect(schedule.arrive(1, lane: first, isReentrant: false) == .start)
        #expect(schedule.arrive(2, lane: first, isReentrant: true) == .wait)
        #expect(schedule.finish(1) == [2])
        #expect(schedule.finish(2) == [])
        #expect(schedule.arrive(3, lane: first, isReentrant: true) == .start)
        #expect(schedule.arrive(4, lane: first, isReentrant: true) == .start)
    }

    @Test func `a tool that is not reentrant any more waits for the calls of the one that was`() {
        var schedule = NumberedSchedule(threads: 4, waitingLimit: 8)
        #expect(schedule.arrive(1, lane: first, isReentrant: true) == .start)
        #expect(schedule.arrive(2, lane: first, isReentrant: true) == .start)
        #expect(schedule.arrive(3, lane: first, isReentrant: false) == .wait)
        #expect(schedule.arrive(4, lane: first, isReentrant: false) == .wait)
        #expect(schedule.finish(1) == [])
        #expect(schedule.finish(2) == [3])
        #expect(schedule.finish(3) == [4])
    }

    @Test func `of many lanes those without calls are forgotten, and the others are not`() {
        var schedule = NumberedSchedule(threads: 3, waitingLimit: 8)
        #expect(schedule.arrive(0, lane: first, isReentrant: false) == .start)
        for call in 1...5000 as ClosedRange<UInt64> {
            let lane = Lane(plugin: 3, tool: "tool_\(call)")
            #expect(schedule.arrive(call, lane: lane, isReentrant: false) == .start)
            #expect(schedule.finish(call) == [])
        }
        #expect(schedule.laneCount <= 1025)
        #expect(schedule.arrive(6000, lane: first, isReentrant: false) == .wait)
        #expect(schedule.finish(0) == [6000])
    }

    /// Whatever happens, threads are neither lost nor made, and serial lanes run one call at most.
    @Test(arguments: 0..<20)
    func `the books balance through any history`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var schedule = NumberedSchedule(threads: 3, waitingLimit: 4)
        var waiting: Set<UInt64> = []
        var running: [UInt64: Lane] = [:]
        var lanes: [UInt64: Lane] = [:]
        for call in 1...2000 as ClosedRange<UInt64> {
            let lane = Lane(
                plugin: Int.random(in: 1...3, using: &random), tool: Bool.random(using: &random) ? "t" : nil)
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1:
                lanes[call] = lane
                switch schedule.arrive(call, lane: lane, isReentrant: lane.tool != nil) {
                case .start: running[call] = lane
                case .wait: waiting.insert(call)
                case .blocked, .full: break
                }
            case 2:
                guard let done = running.keys.sorted().randomElement(using: &random) else { continue }
                running[done] = nil
                for started in schedule.finish(done) {
                    #expect(waiting.remove(started) != nil)
                    running[started] = lanes[started]
                }
            default:
                if Bool.random(using: &random), let gone = waiting.sorted().randomElement(using: &random) {
                    #expect(schedule.withdraw(gone) == true)
                    waiting.remove(gone)
                } else if let late = running.keys.sorted().randomElement(using: &random) {
                    waiting.subtract(schedule.overrun(late))
                }
            }
            #expect(running.count <= 3)
            #expect(Set(schedule.running) == Set(running.keys))
            #expect(Set(schedule.waiting) == waiting)
            let serial = running.values.filter { $0.tool == nil }
            #expect(Set(serial).count == serial.count)
        }
    }
}
