// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<|tools_prefix|>[{"f":{}}]<|tools_suffix|>`: Apertus; the tool's name is the key.
    static let apertus = json([.apertus], ["<|tools_prefix|>"], ["<|tools_suffix|>"], layout: .keyed)
}
