// SPDX-License-Identifier: Apache-2.0

internal import Diagnostics

/// Why a program was not run under confinement.
package enum ConfinementError: UserFacingError, Hashable {
    /// There is no launcher where it should be.
    case launcherMissing
    /// A text holds a NUL, which ends an argument.
    case unusableText
    /// The arguments are too many or too long.
    case tooLarge
    /// Nothing was started: there are too many processes or descriptors, or too little memory.
    case notStarted(errno: Int32)
    /// The launcher ended without an answer.
    case launcherFailed
    /// A part of the confinement could not be put in place.
    case notEnforced(stage: ConfinementStage, errno: Int32)
    /// The program itself could not be started.
    case unusableProgram(errno: Int32)

    package var code: String {
        switch self {
        case .launcherMissing: "launcher_missing"
        case .unusableText: "invalid_arguments"
        case .tooLarge: "too_large"
        case .notStarted: "not_started"
        case .launcherFailed: "launcher_failed"
        case .notEnforced: "confinement_failed"
        case .unusableProgram: "unusable_program"
        }
    }

    package var message: String {
        switch self {
        case .launcherMissing: "The program toolhost-launch, which confines others, was not found."
        case .unusableText: "An argument holds a NUL character, which no argument can."
        case .tooLarge: "The arguments are too many or too long."
        case .notStarted(let errno): "No process could be started: \(SystemReason.text(errno))."
        case .launcherFailed: "The program toolhost-launch ended before the program that it was to run."
        case .notEnforced(let stage, let errno):
            "The program was not run, since \(stage.phrase) failed: \(SystemReason.text(errno))."
        case .unusableProgram(let errno): "The program could not be started: \(SystemReason.text(errno))."
        }
    }

    package var hint: String? {
        switch self {
        case .launcherMissing: "It belongs beside toolhost; build or install it again."
        case .unusableText: nil
        case .tooLarge: "Pass long input as stdin, or in a file."
        case .notStarted, .launcherFailed: "Try again later."
        case .notEnforced: "The operator can see with toolhost doctor what this kernel enforces."
        case .unusableProgram: nil
        }
    }
}
