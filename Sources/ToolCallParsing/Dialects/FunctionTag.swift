// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<function=f><parameter=k>v</parameter></function>` without its wrapper, as Qwen3-Coder often slips.
    ///
    /// Llama 3.1 and Functionary write `<function=f>{}</function>`.
    static let function = CallDialect(
        formats: [.functionTag, .qwen3Coder],
        openers: ["<function="],
        closers: ["</function>"],
        body: { place in
            TaggedBody(style: .function, opener: place.opener, ends: place.ends, limits: place.limits)
        }
    )
}
