// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<|START_ACTION|>[{"tool_call_id":"0","tool_name":"f","parameters":{}}]<|END_ACTION|>`: Command R7B
    /// and A.
    static let command = json(
        [.command], ["<|START_ACTION|>"], ["<|END_ACTION|>"],
        framing: ["<|START_RESPONSE|>", "<|END_RESPONSE|>", "<|START_TEXT|>", "<|END_TEXT|>"])
}
