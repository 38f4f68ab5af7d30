// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<cofl:tool_calls><cofl:tool_call id="0" name="f">…</cofl:tool_call></cofl:tool_calls>`: newer Command
    /// models.
    static let cofl = CallDialect(
        formats: [.command],
        openers: ["<cofl:tool_calls>"],
        closers: ["</cofl:tool_calls>"],
        body: { place in
            guard place.byte == UInt8(ascii: "<") else { return nil }
            return TaggedBody(style: .cofl, opener: "", ends: place.ends, limits: place.limits)
        }
    )
}
