// SPDX-License-Identifier: Apache-2.0

internal import CConfinement
internal import Glibc

/// What this kernel lets a process enforce, here and now: a container may withhold what the kernel has.
package struct KernelFeatures: Sendable, Hashable {
    /// The version of Landlock's interface, from 1 on; 0 when there is none.
    package let landlock: Int
    /// The errno that says why there is no Landlock.
    private let landlockError: Int32
    /// Whether system calls can be filtered.
    package let filtersCalls: Bool
    /// Whether a filter can leave decisions to a supervisor.
    package let supervisesCalls: Bool

    package init(landlock: Int, landlockError: Int32 = 0, filtersCalls: Bool, supervisesCalls: Bool) {
        self.landlock = landlock
        self.landlockError = landlockError
        self.filtersCalls = filtersCalls
        self.supervisesCalls = supervisesCalls
    }

    /// Asks the kernel; changes nothing.
    package static var current: KernelFeatures {
        var kernel = confine_kernel()
        unsafe confine_probe(&kernel)
        return KernelFeatures(
            landlock: Int(kernel.landlock), landlockError: kernel.landlock_error,
            filtersCalls: kernel.filters != 0, supervisesCalls: kernel.supervision != 0)
    }

    /// What this kernel cannot enforce, a sentence each, the gravest first; empty when it can do everything.
    package var shortfalls: [String] {
        var sentences: [String] = []
        if landlock == 0 {
            let why =
                landlockError == EOPNOTSUPP
                ? "it is switched off; add landlock to the kernel's lsm= parameter"
                : "Linux 5.13 or newer has it, unless a container withholds it"
            sentences.append("Access to files cannot be confined: there is no Landlock (\(why)).")
        }
        if !filtersCalls {
            sentences.append(
                "System calls cannot be filtered, so the network stays open: there is no seccomp.")
        }
        if filtersCalls, !supervisesCalls {
            sentences.append("Programs cannot start others: nobody can be asked which (Linux 5.5 or newer).")
        }
        if landlock > 0 { sentences += Self.gaps(landlock) }
        return sentences
    }

    private static func gaps(_ landlock: Int) -> [String] {
        var sentences: [String] = []
        if landlock < 2 {
            sentences.append("Files cannot be moved between folders (Landlock 2, Linux 5.19).")
        }
        if landlock < 6 { sentences.append("Programs cannot send signals (Landlock 6, Linux 6.12).") }
        return sentences
    }
}
