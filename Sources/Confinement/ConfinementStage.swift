// SPDX-License-Identifier: Apache-2.0

internal import CConfinement

/// A step on the way from a launcher to a confined program.
package enum ConfinementStage: Int32, Sendable, Hashable, CaseIterable {
    case policy = 1
    case fork = 2
    case parent = 3
    case limits = 4
    case capabilities = 5
    case landlock = 6
    case filter = 7
    case program = 8

    /// What failed, for the middle of a sentence.
    package var phrase: String {
        switch self {
        case .policy: "reading the policy"
        case .fork: "starting a process"
        case .parent: "binding it to its launcher"
        case .limits: "limiting its memory and files"
        case .capabilities: "giving up the rights of root"
        case .landlock: "confining its access to files (Landlock)"
        case .filter: "filtering its system calls (seccomp)"
        case .program: "starting the program"
        }
    }
}
