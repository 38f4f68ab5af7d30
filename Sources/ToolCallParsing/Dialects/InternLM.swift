// SPDX-License-Identifier: Apache-2.0

extension CallDialect {
    /// `<|action_start|><|plugin|>{"name":"f","parameters":{}}<|action_end|>`: InternLM 2.
    static let internLM = json(["<|action_start|><|plugin|>"], ["<|action_end|>"])
}
