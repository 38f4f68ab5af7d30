// SPDX-License-Identifier: Apache-2.0

/// What one command may take; what its processes may take besides is in `ConfinementLimits`.
enum CommandLimits {
    /// Arguments of one command; more belong into a file.
    static let arguments = 1_000
    /// Characters of one argument; Linux takes 128 KiB.
    static let argumentCharacters = 100_000
    /// Characters of the input; more belong into a file.
    static let inputCharacters = 1_000_000
    /// Bytes that are kept of the beginning and of the end of each output: what a model can take in.
    static let keptHalfBytes = 32 << 10
    /// Milliseconds that a command may run when the call does not say.
    static let usualTimeout = 30_000
    /// Milliseconds that a command may run at most: the longest that the host waits for a call.
    static let longestTimeout = 600_000
    /// Characters of the output that are shown when a command was stopped.
    static let shownWhenStopped = 4_000
}
