// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|>`: Harmony, gpt-oss.
    ///
    /// A commentary without a recipient is text, and analysis is reasoning.
    static let harmony = CallDialect(
        formats: [.harmony, .muse],
        openers: ["<|start|>", "<|channel|>"],
        // gpt-oss often loses the token before the role.
        lateOpeners: ["assistant<|channel|>"],
        closers: ["<|call|>"],
        framing: ["<|end|>", "<|return|>"],
        body: { HarmonyBody($0) }
    )
}
