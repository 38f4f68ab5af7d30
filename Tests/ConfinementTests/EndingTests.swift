// SPDX-License-Identifier: Apache-2.0

import Confinement
import Foundation
import TestSupport
import Testing

/// However a program ends, all that it started ends with it.
@Suite struct EndingTests {
    /// Leaves an orphan in another session and a child that ignores every signal that can be ignored.
    static let leaving = """
        trap '' TERM HUP INT QUIT PIPE
        setsid sh -c 'sleep 1000 & sleep 1000' &
        (sleep 1000 &)
        sleep 1000 &
        """
    static let programs = ["/usr/bin/sleep", "/usr/bin/setsid"]

    /// The same for a kernel where programs start no others.
    static let beginning = Confined.supervises ? leaving : ""

    private func policy(_ script: String, in confined: Confined, _ marked: MarkedProcesses)
        -> ConfinementPolicy
    {
        marked.mark(confined.policy(["/bin/sh", "-c", script], programs: Self.programs))
    }

    @Test func `with the program itself`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let marked = MarkedProcesses()
            let outcome = try confined.run(policy(Self.leaving + "echo done", in: confined, marked))
            #expect(try marked.alive() == [])
            // A shell that can start nothing does not get far.
            guard Confined.supervises else { return }
            #expect(outcome.ending == .exited(status: 0))
            #expect(outcome.text == "done\n")
            #expect(outcome.killedProcesses >= 3)
        }
    }

    @Test func `at the deadline`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let marked = MarkedProcesses()
            var policy = policy(Self.beginning + "echo begun; while :; do :; done", in: confined, marked)
            policy.deadline = .milliseconds(400)
            let outcome = try confined.run(policy)
            #expect(try marked.alive() == [])
            #expect(outcome.ending == .deadline)
            #expect(outcome.text == "begun\n")
        }
    }

    @Test func `when it is cancelled through a descriptor`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let marked = MarkedProcesses()
            let pipe = Pipe()
            try pipe.fileHandleForWriting.close()
            let policy = policy(Self.beginning + "while :; do :; done", in: confined, marked)
            let outcome = try confined.run(
                policy, cancelDescriptor: pipe.fileHandleForReading.fileDescriptor)
            #expect(outcome.ending == .cancelled)
            #expect(try marked.alive() == [])
        }
    }

    @Test func `when it is cancelled without one`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let marked = MarkedProcesses()
            let policy = policy(Self.beginning + "while :; do :; done", in: confined, marked)
            #expect(try confined.run(policy) { true }.ending == .cancelled)
            #expect(try marked.alive() == [])
        }
    }

    @Test(.timeLimit(.minutes(10))) func `when the process that started it ends`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let marked = MarkedProcesses()
            let fifo = "\(confined.folder)/begun"
            try #require(mkfifo(fifo, 0o600) == 0)
            await #expect(processExitsWith: .exitCode(7)) {
                [folder = confined.folder as String, mark = marked.mark as String, fifo = fifo as String] in
                let confined = Confined(folder: folder)
                var policy = confined.policy(
                    ["/bin/sh", "-c", EndingTests.beginning + "echo > begun; while :; do :; done"],
                    programs: EndingTests.programs)
                policy.environment.append(mark)
                let thread = Thread { [policy] in _ = try? confined.run(policy) }
                thread.start()
                // Comes back when the program has begun.
                _ = try? String(contentsOfFile: fifo, encoding: .utf8)
                _exit(7)
            }
            // The launcher hears of it at once, and needs a moment for the killing.
            while try !marked.alive().isEmpty { await Task.yield() }
        }
    }

    @Test func `when it makes as many processes as it can`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let marked = MarkedProcesses()
            var policy = policy("bomb() { bomb | bomb & wait; }; bomb", in: confined, marked)
            policy.limits.processes = 32
            policy.deadline = .seconds(20)
            let outcome = try confined.run(policy)
            if Confined.supervises { #expect(outcome.refusedProcesses > 0) }
            #expect(try marked.alive() == [])
        }
    }

    @Test func `when its threads are too many`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let script = """
                import threading
                gate = threading.Event()
                made = 0
                try:
                    while made < 1000:
                        threading.Thread(target=gate.wait).start()
                        made += 1
                except RuntimeError:
                    pass
                print(made)
                gate.set()
                """
            var policy = confined.policy(["/usr/bin/python3", "-c", script])
            policy.limits.processes = 16
            let outcome = try confined.run(policy)
            if Confined.supervises {
                #expect(outcome.text == "15\n", "\(outcome.errorText)")
                #expect(outcome.refusedProcesses == 1)
            } else {
                #expect(outcome.ending == .exited(status: 0))
            }
        }
    }
}
