// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `[TOOL_REQUEST]{"name":"f","arguments":{}}[END_TOOL_REQUEST]`: LM Studio, for models without a
    /// dialect.
    static let lmStudio = json([.lmStudio], ["[TOOL_REQUEST]"], ["[END_TOOL_REQUEST]"])
}
