// SPDX-License-Identifier: Apache-2.0

internal import CConfinement
internal import Glibc

/// A program to be run under a policy, by the launcher that confines it.
///
/// The launcher stays with the program as its supervisor: it decides which programs and how many processes may be
/// started, kills whatever the program leaves behind, orphans in other sessions too, and ends everything when this
/// process ends.
package struct ConfinedProgram: Sendable {
    package let policy: ConfinementPolicy
    /// The launcher's path.
    package let launcher: String
    /// How much of the beginning and how much of the end of each output is kept, in bytes.
    package let keptHalfBytes: Int

    package init(policy: ConfinementPolicy, launcher: String, keptHalfBytes: Int) {
        self.policy = policy
        self.launcher = launcher
        self.keptHalfBytes = keptHalfBytes
    }

    /// Runs the program and waits for its end.
    ///
    /// Blocks the thread.
    ///
    /// - Parameters:
    ///   - directory: A descriptor of the folder it starts in, which stays the caller's; negative for this process's own.
    ///   - input: What it reads from stdin, as a file; nil for none.
    ///   - cancelDescriptor: Readable when nobody waits any more; nil to be content with `isCancelled`.
    ///   - isCancelled: Asked now and then when there is no descriptor.
    /// - Returns: How it ended, and its output.
    /// - Throws: `ConfinementError` when it did not run.
    package func run(
        in directory: Int32, input: [UInt8]? = nil, cancelDescriptor: Int32? = nil,
        isCancelled: () -> Bool = { false }
    ) throws(ConfinementError) -> ProgramOutcome {
        let message = try policy.encoded()
        let start = ContinuousClock.now
        var session = try LauncherSession(
            launcher: launcher, directory: directory, input: input, keptHalfBytes: keptHalfBytes)
        session.send(message)
        // The launcher keeps the deadline; this is for one that hangs.
        let patience = start + policy.deadline + Self.launcherGrace
        while !session.isOver {
            let left = patience - .now
            if left <= .zero {
                session.abandon()
                break
            }
            session.wait(for: cancelDescriptor == nil ? min(left, Self.cancelPause) : left, cancelDescriptor)
            if isCancelled() { session.cancel() }
        }
        return try session.end(after: .now - start)
    }

    /// For killing and reaping a few hundred processes on a busy machine.
    private static let launcherGrace: Duration = .seconds(10)
    /// How late a cancelled run may be noticed where there is no descriptor for it.
    private static let cancelPause: Duration = .milliseconds(50)
}
