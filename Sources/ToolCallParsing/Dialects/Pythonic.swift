// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<|python_start|>[f(a='x')]<|python_end|>`: Llama 4.
    ///
    /// LFM2 and OLMo 3 have markers of their own, OLMo one call a line.
    static let pythonic = CallDialect(
        formats: [.pythonic],
        openers: ["<|python_start|>", "<|tool_call_start|>", "<function_calls>"],
        closers: ["<|python_end|>", "<|tool_call_end|>", "</function_calls>"],
        body: { place in
            if place.byte == UInt8(ascii: "<"), place.opener == "<function_calls>" {
                return TaggedBody(style: .invoke, opener: "", ends: place.ends, limits: place.limits)
            }
            let isWord = (place.byte | 0x20) &- UInt8(ascii: "a") <= 25 || place.byte == UInt8(ascii: "_")
            guard place.byte == UInt8(ascii: "[") || (isWord && place.opener == "<function_calls>") else {
                return nil
            }
            return PythonicBody(markers: place.ends, limits: place.limits)
        }
    )
}
