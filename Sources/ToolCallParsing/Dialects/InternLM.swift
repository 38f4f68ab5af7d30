// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<|action_start|><|plugin|>{"name":"f","parameters":{}}<|action_end|>`: InternLM 2.
    static let internLM = json([.internLM], ["<|action_start|><|plugin|>"], ["<|action_end|>"])
}
