// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<steptml:invoke name="f">…</steptml:invoke>`: Step-3, and what others write without their wrapper.
    static let bareInvoke = CallDialect(
        formats: [.miniMaxM2, .deepSeekDSML, .muse, .step3],
        openers: ["<invoke name=", "<steptml:invoke name=", "<｜DSML｜invoke name=", "<atem:invoke name="],
        closers: ["</invoke>", "</steptml:invoke>", "</｜DSML｜invoke>", "</atem:invoke>"],
        framing: [
            "<｜tool_calls_begin｜>", "<｜tool_calls_end｜>", "<｜tool_call_begin｜>function<｜tool_sep｜>",
            "<｜tool_call_end｜>",
        ],
        body: { place in
            TaggedBody(style: .invoke, opener: place.opener, ends: place.ends, limits: place.limits)
        }
    )
}
