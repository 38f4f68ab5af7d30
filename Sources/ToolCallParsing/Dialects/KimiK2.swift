// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<|tool_call_begin|>functions.f:0<|tool_call_argument_begin|>{}<|tool_call_end|>`: Kimi K2.
    ///
    /// The header is the call's id and has to come back to the letter.
    static let kimi = CallDialect(
        formats: [.kimiK2],
        openers: ["<|tool_call_begin|>"],
        closers: ["<|tool_call_end|>"],
        framing: [
            "<|tool_calls_section_begin|>", "<|tool_calls_section_end|>", "<|tool_call_section_begin|>",
            "<|tool_call_section_end|>",
        ],
        inner: ["<|tool_call_argument_begin|>"],
        body: { place in
            NamedBody(
                markers: place.ends, separators: ["<|tool_call_argument_begin|>"], expectsEnd: true,
                limits: place.limits, parse: kimiHeader)
        }
    )

    @Sendable private static func kimiHeader(_ text: String) -> NamedBody.Header {
        var name = Substring(text)
        if name.hasPrefix("functions.") { name = name.dropFirst("functions.".count) }
        if let colon = name.lastIndex(of: ":") { name = name[..<colon] }
        return .init(name: String(name), id: text)
    }
}
