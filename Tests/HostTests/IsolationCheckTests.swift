// SPDX-License-Identifier: Apache-2.0

import Confinement
import PluginRuntime
import Testing

@testable import Host

/// A kernel, a setting, and what the doctor makes of them.
private struct Condition: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kernel: KernelFeatures
    var demand: ConfinementDemand?
    var inProcess: Set<String> = []
    let verdicts: [DoctorFinding.Verdict]
    let says: String
}

private let whole = KernelFeatures(landlock: 7, filtersCalls: true, supervisesCalls: true)
private let noLandlock = KernelFeatures(landlock: 0, filtersCalls: true, supervisesCalls: true)

private let conditions = [
    Condition(
        testDescription: "all there is", kernel: whole, verdicts: [.ok],
        says: "Plugins are confined, by Landlock 7 and seccomp."),
    Condition(
        testDescription: "threads not counted",
        kernel: KernelFeatures(landlock: 1, filtersCalls: true, supervisesCalls: false), verdicts: [.warning],
        says: "Their threads are not counted"),
    Condition(
        testDescription: "no Landlock", kernel: noLandlock, verdicts: [.warning],
        says: "Plugins are not fully confined. Their access to files is open"),
    Condition(
        testDescription: "no Landlock, and strict", kernel: noLandlock, demand: .strict, verdicts: [.failed],
        says: "Plugins are refused"),
    Condition(
        testDescription: "nothing",
        kernel: KernelFeatures(landlock: 0, filtersCalls: false, supervisesCalls: false),
        demand: .bestEffort, verdicts: [.warning], says: "They can open sockets"),
    Condition(
        testDescription: "a plugin inside the host", kernel: whole, inProcess: ["b", "a"],
        verdicts: [.ok, .warning],
        says: "Inside the host, where nothing confines them and their crashes are the"),
]

@Suite struct IsolationCheckTests {
    @Test(arguments: conditions)
    private func `the doctor tells what confines plugins`(condition: Condition) throws {
        let findings = IsolationCheck(
            kernel: condition.kernel, demand: condition.demand, inProcess: condition.inProcess
        ).findings
        #expect(findings.map(\.verdict) == condition.verdicts)
        #expect(findings.last?.message.contains(condition.says) == true, "\(findings)")
    }
}
