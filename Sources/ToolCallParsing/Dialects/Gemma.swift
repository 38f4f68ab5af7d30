// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<start_function_call>call:f{k:<escape>v<escape>}<end_function_call>`: FunctionGemma.
    ///
    /// Gemma 4 has tokens of its own.
    static let gemma = CallDialect(
        formats: [.gemma],
        openers: ["<start_function_call>", "<|tool_call>"],
        closers: ["<end_function_call>", "<tool_call|>"],
        body: { place in
            GemmaBody(markers: place.ends, limits: place.limits)
        }
    )
}
