// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<tool_calls>[{"name":"f","arguments":{}}]</tool_calls>`: Jamba, Hunyuan, Apriel.
    ///
    /// MiniMax M1 writes one object a line.
    static let toolCalls = json([.toolCallsTag], ["<tool_calls>"], ["</tool_calls>"])
}
