// SPDX-License-Identifier: Apache-2.0

import Confinement
import Foundation

/// Processes that can be found again wherever they have gone, by a variable that they inherit.
struct MarkedProcesses {
    let mark = "TOOLHOST_TEST_MARK=\(UUID().uuidString)"

    func mark(_ policy: ConfinementPolicy) -> ConfinementPolicy {
        var policy = policy
        policy.environment.append(mark)
        return policy
    }

    /// The processes that bear the mark and are alive.
    func alive() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
            guard name.allSatisfy(\.isNumber) else { return false }
            // A process that ends in this moment is not alive.
            let variables = try? String(contentsOfFile: "/proc/\(name)/environ", encoding: .utf8)
            return variables?.contains(mark) ?? false
        }
    }
}
