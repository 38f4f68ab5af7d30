// SPDX-License-Identifier: Apache-2.0

internal import CConfinement

/// What the launcher says when everything has ended.
struct LauncherAnswer {
    static let bytes = MemoryLayout<confine_answer>.size

    private var raw = confine_answer()

    /// - Parameter bytes: nil comes of anything but a whole answer.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.bytes else { return nil }
        unsafe withUnsafeMutableBytes(of: &raw) { unsafe $0.copyBytes(from: bytes) }
        guard raw.magic == CONFINE_ANSWER else { return nil }
    }

    /// - Throws: `ConfinementError` when the program did not run.
    func outcome(
        output: CappedBytes, errors: CappedBytes, duration: Duration
    ) throws(ConfinementError) -> ProgramOutcome {
        if raw.stage == CONFINE_STAGE_PROGRAM { throw .unusableProgram(errno: raw.error) }
        if raw.stage != 0 {
            throw .notEnforced(stage: ConfinementStage(rawValue: raw.stage) ?? .policy, errno: raw.error)
        }
        return ProgramOutcome(
            ending: ending, output: output, errors: errors, duration: duration,
            enforcement: ProgramOutcome.Enforcement(
                landlock: Int(raw.landlock), filtersCalls: raw.filtered != 0,
                supervisesCalls: raw.supervised != 0),
            refusedPrograms: Int(raw.refused_programs), refusedProcesses: Int(raw.refused_processes),
            killedProcesses: Int(raw.killed))
    }

    private var ending: ProgramOutcome.Ending {
        switch raw.cause {
        case CONFINE_CAUSE_DEADLINE: .deadline
        case CONFINE_CAUSE_CANCELLED: .cancelled
        default:
            raw.signal == 0
                ? .exited(status: Int(raw.status))
                : .signalled(name: ProgramOutcome.Ending.signalName(raw.signal))
        }
    }
}
