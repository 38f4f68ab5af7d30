// SPDX-License-Identifier: Apache-2.0

/// What the process ends with.
enum CommandStatus: Int32, Sendable, Hashable {
    case ok = 0
    case failed = 1
    /// Wrong usage or invalid input.
    case unusable = 2
    case interrupted = 130
}
