// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<|message_model|>f<|content_invoke_tool_json|>{"name":"f","args":{}}<|end_message|>`: Inkling.
    ///
    /// The same header leads to text and to reasoning.
    static let inkling = CallDialect(
        formats: [.inkling],
        openers: ["<|message_model|>"],
        closers: ["<|end_message|>"],
        framing: ["<|content_text|>", "<|end_message|>"],
        body: { InklingBody($0) }
    )
}
