// SPDX-License-Identifier: Apache-2.0

import Confinement
import Foundation
import TestSupport
import Testing

@Suite struct ConfinedProgramTests {
    @Test func `output, errors and exit status come back`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let outcome = try confined.shell("echo out; echo err >&2; exit 3")
            #expect(outcome.ending == .exited(status: 3))
            #expect(outcome.text == "out\n")
            #expect(outcome.errorText == "err\n")
            #expect(outcome.enforcement.landlock == KernelFeatures.current.landlock)
            #expect(outcome.enforcement.filtersCalls == KernelFeatures.current.filtersCalls)
        }
    }

    @Test func `input is a file that ends`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let long = [UInt8](repeating: 10, count: 300_000)
            let outcome = try confined.run(confined.policy(["/usr/bin/wc", "-l"]), input: long)
            #expect(outcome.text == "300000\n")
            #expect(try confined.run(confined.policy(["/usr/bin/wc", "-c"])).text == "0\n")
        }
    }

    @Test func `the environment and the folder are those of the policy`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let outcome = try confined.run(confined.policy(["/usr/bin/env"]))
            #expect(outcome.text == "PATH=/usr/bin:/bin\nLC_ALL=C\n")
            #expect(try confined.shell("pwd").text == confined.folder.trimmingSlash + "\n")
        }
    }

    @Test func `no descriptor but the three is open`() async throws {
        try await Confined.withFolder { (confined) async throws in
            var policy = confined.policy(["/usr/bin/ls", "/proc/self/fd"])
            policy.readable.append("/proc")
            // The fourth is the one that ls reads the folder with.
            #expect(try confined.run(policy).text == "0\n1\n2\n3\n")
        }
    }

    @Test func `a signal is named`() async throws {
        try await Confined.withFolder { (confined) async throws in
            var policy = confined.policy(["/bin/sh", "-c", "while :; do :; done"])
            policy.limits.processorSeconds = 1
            #expect(try confined.run(policy).ending == .signalled(name: "KILL"))
        }
    }

    @Test func `what cannot be started is an error`() async throws {
        try await Confined.withFolder { (confined) async throws in
            #expect(throws: ConfinementError.unusableProgram(errno: ENOENT)) {
                try confined.run(confined.policy(["/usr/bin/no-such-program"]))
            }
            #expect(throws: ConfinementError.launcherMissing) {
                try ConfinedProgram(
                    policy: confined.policy(["/bin/sh"]), launcher: "/no/launcher", keptHalfBytes: 1
                ).run(in: -1)
            }
            // Something that is no launcher gives no answer.
            #expect(throws: ConfinementError.launcherFailed) {
                try ConfinedProgram(
                    policy: confined.policy(["/bin/sh"]), launcher: "/bin/true", keptHalfBytes: 1
                ).run(in: -1)
            }
        }
    }

    @Test func `a strict policy fails where the kernel cannot enforce it`() async throws {
        try await Confined.withFolder { (confined) async throws in
            var policy = confined.policy(["/bin/sh", "-c", "echo ran"])
            policy.isStrict = true
            if Confined.hasLandlock {
                #expect(try confined.run(policy).text == "ran\n")
            } else {
                let error = #expect(throws: ConfinementError.self) { try confined.run(policy) }
                #expect(error?.code == "confinement_failed")
            }
        }
    }

    @Test func `a flood of output is cut in the middle and ends`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let script = "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done"
            let outcome = try confined.shell(script)
            #expect(outcome.ending == .exited(status: 0))
            #expect(outcome.output.beginning.count == 4096)
            #expect(outcome.output.ending.count == 4096)
            #expect(outcome.text.hasPrefix("line 0\n"))
            #expect(outcome.text.hasSuffix("line 19999\n"))
            #expect(outcome.output.totalBytes == (0..<20_000).reduce(0) { $0 + "line \($1)\n".utf8.count })
        }
    }

    @Test func `closing stdout is no end`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let outcome = try confined.shell("exec >&- 2>&-; echo x > written; exit 4")
            #expect(outcome.ending == .exited(status: 4))
            #expect(try String(contentsOfFile: "\(confined.folder)/written", encoding: .utf8) == "x\n")
        }
    }

    /// In a process of its own, whose descriptors and children are nobody else's.
    @Test func `nothing is left behind: no descriptor, no zombie`() async throws {
        await #expect(processExitsWith: .success) {
            try await Confined.withFolder { (confined) async throws in
                func descriptors() throws -> Int {
                    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
                }
                // The first run opens what stays open.
                _ = try confined.shell("exit 0")
                let before = try descriptors()
                for _ in 0..<20 {
                    _ = try confined.shell("sleep 1000 & exit 0", "sleep")
                    _ = try? confined.run(confined.policy(["/usr/bin/no-such-program"]))
                    _ = try confined.run(confined.policy(["/usr/bin/cat"]), input: [1, 2, 3])
                    _ = try confined.run(confined.policy(["/bin/sh", "-c", "sleep 9"])) { true }
                }
                guard try descriptors() == before else { exit(2) }
                guard waitpid(-1, nil, 0) == -1, errno == ECHILD else { exit(3) }
            }
        }
    }
}

extension String {
    var trimmingSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
