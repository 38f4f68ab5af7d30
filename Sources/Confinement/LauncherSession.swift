// SPDX-License-Identifier: Apache-2.0

internal import CConfinement
internal import Glibc

/// The launcher while it runs: its pipes, and the socket that its answer comes from.
///
/// The only file of the module that lends memory to C.
struct LauncherSession: ~Copyable {
    private var child = confine_child()
    private var output: CappedBytes
    private var errors: CappedBytes
    private var answer: [UInt8] = []
    private var isOutputOpen = true
    private var areErrorsOpen = true
    private var isCancelled = false
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    /// Whether the launcher has said all it has to say.
    private(set) var isOver = false

    init(
        launcher: String, directory: Int32, input: [UInt8]?, keptHalfBytes: Int
    ) throws(ConfinementError) {
        output = CappedBytes(halfBytes: keptHalfBytes)
        errors = CappedBytes(halfBytes: keptHalfBytes)
        var stdin: Int32 = -1
        if let input {
            stdin = unsafe input.withUnsafeBytes { unsafe confine_memory_file($0.baseAddress, $0.count) }
            guard stdin >= 0 else { throw .notStarted(errno: -stdin) }
        }
        let error = unsafe confine_spawn(launcher, directory, stdin, &child)
        if stdin >= 0 { close(stdin) }
        switch error {
        case 0: return
        case ENOENT, EACCES: throw .launcherMissing
        default: throw .notStarted(errno: error)
        }
    }

    /// Hands the policy over; a launcher that is gone shows in its missing answer.
    func send(_ message: [UInt8]) {
        var done = 0
        while done < message.count {
            let count = unsafe message.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
                return unsafe Glibc.send(child.control, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno != EINTR { return }
            done += max(0, count)
        }
    }

    /// Tells the launcher to end everything; the answer still comes.
    mutating func cancel() {
        if !isCancelled { shutdown(child.control, Int32(SHUT_WR)) }
        isCancelled = true
    }

    /// Ends a launcher that does not answer.
    mutating func abandon() {
        unsafe confine_kill(&child)
        isOver = true
    }

    /// Takes what comes within `time`: output, an answer, or the wish to cancel.
    mutating func wait(for time: Duration, _ cancelDescriptor: Int32?) {
        var events = [
            pollfd(fd: isOutputOpen ? child.output : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: areErrorsOpen ? child.errors : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: child.control, events: Int16(POLLIN), revents: 0),
            pollfd(fd: isCancelled ? -1 : cancelDescriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        let milliseconds = Int32(clamping: time.milliseconds + 1)
        guard unsafe poll(&events, nfds_t(events.count), milliseconds) > 0 else { return }
        if events[0].revents != 0 { takeOutput() }
        if events[1].revents != 0 { takeErrors() }
        if events[2].revents != 0 { takeAnswer() }
        if events[3].revents != 0 { cancel() }
    }

    /// Reaps the launcher and reads its answer.
    consuming func end(after duration: Duration) throws(ConfinementError) -> ProgramOutcome {
        // All writers are gone, so what is still in the pipes is the rest.
        while isOutputOpen, takeOutput() {}
        while areErrorsOpen, takeErrors() {}
        unsafe confine_reap(&child)
        guard let found = LauncherAnswer(answer) else { throw .launcherFailed }
        return try found.outcome(output: output, errors: errors, duration: duration)
    }

    // MARK: - Reading

    @discardableResult
    private mutating func takeOutput() -> Bool {
        let count = fill(child.output)
        if count > 0 { output.append(buffer[..<count]) }
        if count == 0 { isOutputOpen = false }
        return count > 0
    }

    @discardableResult
    private mutating func takeErrors() -> Bool {
        let count = fill(child.errors)
        if count > 0 { errors.append(buffer[..<count]) }
        if count == 0 { areErrorsOpen = false }
        return count > 0
    }

    private mutating func takeAnswer() {
        let count = fill(child.control)
        if count > 0 { answer += buffer[..<count] }
        if count == 0 || answer.count >= LauncherAnswer.bytes { isOver = true }
    }

    /// How many bytes came; 0 at the end, -1 when there are none now.
    private mutating func fill(_ descriptor: Int32) -> Int {
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? -1 : 0
    }
}
