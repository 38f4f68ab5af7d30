// SPDX-License-Identifier: Apache-2.0

import Confinement

/// What becomes of plugins where the kernel cannot confine them.
public enum ConfinementDemand: String, Sendable, Hashable, CaseIterable {
    /// They are refused.
    case strict
    /// They are loaded, and the report says what does not hold.
    case bestEffort = "best-effort"

    /// Strict where this kernel can confine plugins, else best effort.
    public static var usual: ConfinementDemand {
        let kernel = KernelFeatures.current
        return kernel.landlock > 0 && kernel.filtersCalls ? .strict : .bestEffort
    }
}
