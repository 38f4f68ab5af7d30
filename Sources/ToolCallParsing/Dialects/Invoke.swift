// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<minimax:tool_call><invoke name="f"><parameter name="k">v</parameter></invoke></minimax:tool_call>`.
    ///
    /// MiniMax M2; DeepSeek V3.2 and 4 and Muse put a prefix before each tag.
    static let invoke = CallDialect(
        formats: [.miniMaxM2, .deepSeekDSML, .muse],
        openers: [
            "<minimax:tool_call>", "<｜DSML｜function_calls>", "<｜DSML｜tool_calls>", "<atem:function_calls>",
        ],
        closers: [
            "</minimax:tool_call>", "</｜DSML｜function_calls>", "</｜DSML｜tool_calls>",
            "</atem:function_calls>",
        ],
        body: { place in
            guard place.byte == UInt8(ascii: "<") else { return nil }
            return TaggedBody(style: .invoke, opener: "", ends: place.ends, limits: place.limits)
        }
    )
}
