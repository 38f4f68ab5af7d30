// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<tool_call>{"name":"f","arguments":{}}</tool_call>`: Hermes, Qwen, Granite, EXAONE, ERNIE, MiMo.
    ///
    /// Within the same markers Qwen3-Coder writes `<function=f>`, and GLM a name and `<arg_key>` tags.
    static let hermes = CallDialect(
        formats: [.hermes, .qwen3Coder, .glm, .granite, .xLAM],
        openers: ["<tool_call>"],
        closers: ["</tool_call>"],
        pivots: ["<arg_key>"],
        body: { place in
            if JSONBody.canBegin(with: place.byte) {
                return JSONBody(markers: place.ends, expectsEnd: true, limits: place.limits)
            }
            guard place.byte == UInt8(ascii: "<") else { return nil }
            return TaggedBody(style: .functionOrInvoke, opener: "", ends: place.ends, limits: place.limits)
        },
        pivotBody: { name, tag, place in
            TaggedBody(style: .keyed, name: name, firstTag: tag, ends: place.ends, limits: place.limits)
        },
        takesBareNames: true
    )
}
