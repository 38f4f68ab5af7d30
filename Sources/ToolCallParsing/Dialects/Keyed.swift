// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<longcat_tool_call>f<longcat_arg_key>k</longcat_arg_key>…`: LongCat.
    ///
    /// Hunyuan 3 has `:opensource` at the end of each tag.
    static let keyed = CallDialect(
        formats: [.longCat, .hunyuan3],
        openers: ["<longcat_tool_call>", "<tool_call:opensource>"],
        closers: ["</longcat_tool_call>", "</tool_call:opensource>"],
        framing: ["<tool_calls:opensource>", "</tool_calls:opensource>"],
        pivots: ["<longcat_arg_key>", "<arg_key:opensource>", "<tool_sep:opensource>"],
        body: { place in
            guard JSONBody.canBegin(with: place.byte) else { return nil }
            return JSONBody(markers: place.ends, expectsEnd: true, limits: place.limits)
        },
        pivotBody: { name, tag, place in
            TaggedBody(style: .keyed, name: name, firstTag: tag, ends: place.ends, limits: place.limits)
        },
        takesBareNames: true
    )
}
