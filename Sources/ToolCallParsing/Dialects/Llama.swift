// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<|python_tag|>{"name":"f","parameters":{}}`: Llama 3.1 to 3.3; several are joined by `; `.
    ///
    /// Built-in tools are called as `<|python_tag|>brave_search.call(query="x")`.
    static let llama = CallDialect(
        formats: [.llama3JSON, .functionTag],
        openers: ["<|python_tag|>"],
        body: { place in
            if JSONBody.canBegin(with: place.byte) {
                return JSONBody(markers: place.ends, expectsEnd: false, limits: place.limits)
            }
            guard (place.byte | 0x20) &- UInt8(ascii: "a") <= 25 else { return nil }
            return PythonicBody(markers: place.ends, ending: .call, takesUnknown: false, limits: place.limits)
        }
    )
}
