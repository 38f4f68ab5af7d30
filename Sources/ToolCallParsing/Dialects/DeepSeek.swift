// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<｜tool▁call▁begin｜>f<｜tool▁sep｜>{}<｜tool▁call▁end｜>`: DeepSeek V3.1.
    ///
    /// V3 and R1 put the word `function` before the separator and the name after it, and the arguments into
    /// a fence.
    static let deepSeek = CallDialect(
        formats: [.deepSeek],
        openers: ["<｜tool▁call▁begin｜>"],
        closers: ["<｜tool▁call▁end｜>"],
        framing: ["<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>"],
        inner: ["<｜tool▁sep｜>"],
        body: { place in
            NamedBody(
                markers: place.ends, separators: ["<｜tool▁sep｜>"], expectsEnd: true, limits: place.limits)
        }
    )
}
