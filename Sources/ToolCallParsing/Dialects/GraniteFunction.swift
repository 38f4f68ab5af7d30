// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<function_call> {"name":"f","arguments":{}}`: Granite 20b.
    static let graniteFunction = json([.graniteFunction], ["<function_call>"])
}
