// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<seed:tool_call><function=f>…</function></seed:tool_call>`: Seed-OSS.
    static let seed = CallDialect(
        formats: [.seedOSS],
        openers: ["<seed:tool_call>"],
        closers: ["</seed:tool_call>"],
        body: { place in
            guard place.byte == UInt8(ascii: "<") else { return nil }
            return TaggedBody(style: .function, opener: "", ends: place.ends, limits: place.limits)
        }
    )
}
