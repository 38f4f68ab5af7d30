// SPDX-License-Identifier: Apache-2.0

import CWorker
import Glibc
import Synchronization

/// Reads what a process sends, on one thread; or for a moment on that of a caller, whose answer may come at once.
///
/// A thread that waits has to be woken, and has to wake the caller. Most tools are done before that: so whoever made
/// the only call looks into the channel for some microseconds, and the reading thread hears nothing of it.
final class ChannelReader: Sendable {
    /// Readable when there is something for the reading thread; for nothing but waiting.
    let descriptor: Int32
    private let channel: Int32
    private let inbox: FrameInbox
    /// Held by who reads; frames are handed on in the order in which they came.
    private let isReading = Atomic(false)
    private let looks = Mutex(Looks())
    private let onFrame: @Sendable (Frame) -> Void
    private let onFault: @Sendable (FrameFault) -> Void

    /// Nil when the system has no descriptor left.
    init?(
        channel: Int32, payloadLimit: Int, onFrame: @escaping @Sendable (Frame) -> Void,
        onFault: @escaping @Sendable (FrameFault) -> Void
    ) {
        descriptor = cw_watch_open(channel)
        guard descriptor >= 0 else { return nil }
        self.channel = channel
        inbox = FrameInbox(payloadLimit: payloadLimit)
        self.onFrame = onFrame
        self.onFault = onFault
    }

    deinit {
        cw_close(descriptor)
    }

    // MARK: - The reading thread

    /// Takes one frame out of the channel and hands it on; false when no more come.
    func read() -> Bool {
        // Whoever looks does so for some microseconds.
        while !take() { sched_yield() }
        let isOpen = readOne() != .end
        giveBack()
        return isOpen
    }

    /// Nobody reads any more, from the moment that this returns.
    func close() {
        while !take() { sched_yield() }
    }

    // MARK: - A caller's thread

    /// Looks for an answer for a moment; what comes meanwhile is handed on here.
    func look(until isAnswered: () -> Bool) {
        guard looks.withLock({ $0.begin() }), take() else { return }
        cw_watch_tell(descriptor, channel, 0)
        let end = ContinuousClock.now + Looks.time
        var isFound = isAnswered()
        while !isFound, ContinuousClock.now < end {
            switch readOne() {
            case .frame: isFound = isAnswered()
            case .nothing: break
            // The reading thread finds it too.
            case .end: isFound = true
            }
        }
        cw_watch_tell(descriptor, channel, 1)
        giveBack()
        looks.withLock { $0.end(isFound: isFound) }
    }

    // MARK: - Whoever reads

    private enum Outcome {
        case frame
        case nothing
        case end
    }

    private func take() -> Bool {
        isReading.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    }

    private func giveBack() {
        isReading.store(false, ordering: .releasing)
    }

    private func readOne() -> Outcome {
        do throws(FrameFault) {
            switch try inbox.receive(from: channel, waits: false) {
            case .frame(let frame):
                onFrame(frame)
                return .frame
            case .nothing: return .nothing
            case .end, .failed, .longCall: return .end
            }
        } catch {
            onFault(error)
            return .end
        }
    }
}
