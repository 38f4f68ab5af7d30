// SPDX-License-Identifier: Apache-2.0

internal import CConfinement

/// How a confined program ended, and its output, which is all that is left of it.
package struct ProgramOutcome: Sendable, Hashable {
    /// Why it ended.
    package enum Ending: Sendable, Hashable {
        case exited(status: Int)
        /// The signal's name without SIG, such as SEGV.
        case signalled(name: String)
        case deadline
        case cancelled
    }

    /// What the kernel held it to.
    package struct Enforcement: Sendable, Hashable {
        /// The version of Landlock; 0 when access to files was not confined.
        package let landlock: Int
        package let filtersCalls: Bool
        package let supervisesCalls: Bool
    }

    package let ending: Ending
    package let output: CappedBytes
    package let errors: CappedBytes
    package let duration: Duration
    package let enforcement: Enforcement
    /// How often it was refused to start a program that is not among those of the policy.
    package let refusedPrograms: Int
    /// How often it was refused to start a process or thread over the limit.
    package let refusedProcesses: Int
    /// How many processes were killed because they were still there at the end.
    package let killedProcesses: Int
}

extension ProgramOutcome.Ending {
    static func signalName(_ number: Int32) -> String {
        guard let name = unsafe confine_signal_name(number) else { return String(number) }
        return unsafe String(cString: name)
    }
}
