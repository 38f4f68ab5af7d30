// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<|tool_calls|>[{'name':'f','arguments':{}}]`: Sarashina, in Python's spelling.
    static let sarashina = json([.sarashina], ["<|tool_calls|>"])
}
