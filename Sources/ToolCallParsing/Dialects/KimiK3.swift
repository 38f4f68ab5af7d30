// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<|open|>call tool="f" index="1"<|sep|>…<|close|>call<|sep|>`: Kimi K3.
    ///
    /// An argument is `<|open|>argument key="k" type="string"<|sep|>v<|close|>argument<|sep|>`.
    static let kimi3 = CallDialect(
        formats: [.kimiK3],
        openers: ["<|open|>call "],
        closers: ["<|close|>call<|sep|>"],
        framing: [
            "<|open|>response<|sep|>", "<|close|>response<|sep|>", "<|open|>tools<|sep|>",
            "<|close|>tools<|sep|>",
        ],
        body: { place in
            TaggedBody(style: .kimi3, opener: place.opener, ends: place.ends, limits: place.limits)
        }
    )
}
