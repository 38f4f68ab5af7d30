// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<|tool_call|>[{"arguments":{},"name":"f"}]`: Granite 3.0.
    ///
    /// Gemma's models drift to the same marker with a body of their own.
    static let granite = CallDialect(
        formats: [.granite, .gemma],
        openers: ["<|tool_call|>"],
        body: { place in
            if JSONBody.canBegin(with: place.byte) {
                return JSONBody(markers: place.ends, expectsEnd: false, limits: place.limits)
            }
            guard place.byte == UInt8(ascii: "c") else { return nil }
            return GemmaBody(markers: place.ends, limits: place.limits)
        }
    )
}
