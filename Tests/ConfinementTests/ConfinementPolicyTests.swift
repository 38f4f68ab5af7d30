// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Testing

@testable import Confinement

@Suite struct ConfinementPolicyTests {
    private func policy(_ arguments: [String] = ["ls", "-l"]) -> ConfinementPolicy {
        ConfinementPolicy(program: "/usr/bin/ls", arguments: arguments, deadline: .milliseconds(1500))
    }

    @Test func `a policy is a list of records`() throws {
        var policy = policy()
        policy.environment = ["LANG=C.UTF-8"]
        policy.readable = ["/usr"]
        policy.writable = ["/tmp/a b"]
        policy.programs = ["/usr/bin/ls"]
        policy.refusals = [.network, .attributes]
        policy.limits.processorSeconds = 2
        let text = String(decoding: try policy.encoded(), as: UTF8.self)
        #expect(
            text.split(separator: "\0") == [
                "run /usr/bin/ls", "argument ls", "argument -l", "environment LANG=C.UTF-8", "read /usr",
                "write /tmp/a b", "program /usr/bin/ls", "refuse network", "refuse attributes",
                "processes 256", "memory 1073741824", "file 1073741824", "descriptors 256", "processor 2",
                "deadline 1500",
            ])
        #expect(text.hasSuffix("\0\0"))
    }

    @Test func `an empty argument is no end of the list`() throws {
        let text = String(decoding: try policy(["ls", "", "x"]).encoded(), as: UTF8.self)
        #expect(text.contains("argument \0argument x\0"))
    }

    @Test func `what cannot be passed is refused`() {
        #expect(throws: ConfinementError.unusableText) { try policy(["ls", "a\0refuse nothing"]).encoded() }
        #expect(throws: ConfinementError.tooLarge) {
            try policy(["ls", String(repeating: "x", count: ConfinementPolicy.argumentBytes)]).encoded()
        }
        #expect(throws: ConfinementError.tooLarge) {
            try policy(Array(repeating: "x", count: ConfinementPolicy.entryCount + 1)).encoded()
        }
    }

    @Test func `the launcher is looked for where it is installed and where it is built`() {
        #expect(
            LauncherPlace.candidates(given: "/opt/l", image: "/usr/lib/toolhost/plugins/libUtility.so") == [
                "/opt/l", "/usr/lib/toolhost/plugins/toolhost-launch",
                "/usr/lib/toolhost/plugins/../libexec/toolhost/toolhost-launch",
                "/usr/lib/toolhost/plugins/../../../libexec/toolhost/toolhost-launch",
            ])
        #expect(LauncherPlace.candidates(given: nil, image: nil).isEmpty)
    }

    @Test(arguments: [
        (KernelFeatures(landlock: 7, filtersCalls: true, supervisesCalls: true), []),
        (
            KernelFeatures(landlock: 1, filtersCalls: true, supervisesCalls: true),
            ["Landlock 2", "Landlock 6"]
        ),
        (
            KernelFeatures(landlock: 0, landlockError: 95, filtersCalls: true, supervisesCalls: false),
            ["switched off", "Programs cannot start others"]
        ),
        (
            KernelFeatures(landlock: 0, landlockError: 38, filtersCalls: false, supervisesCalls: false),
            ["Linux 5.13", "no seccomp"]
        ),
    ])
    func `what a kernel lacks is said`(features: KernelFeatures, words: [String]) {
        #expect(features.shortfalls.count == words.count)
        for (sentence, word) in zip(features.shortfalls, words) { #expect(sentence.contains(word)) }
    }
}
