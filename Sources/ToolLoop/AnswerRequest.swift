// SPDX-License-Identifier: Apache-2.0

package import ChatModel
package import JSONSchema

/// What a caller asks of the model that runs its calls itself and brings all tools along.
package struct AnswerRequest: Sendable {
    /// A tool of the caller's, as far as its calls are concerned.
    package struct Tool: Sendable {
        package var name: String
        /// Nil when it cannot be used; arguments that a dialect writes as bare text then stay text.
        package var schema: Schema?
        /// Whether a call must satisfy the schema; otherwise arguments are handed on as the model gave them.
        package var isStrict: Bool

        package init(name: String, schema: Schema?, isStrict: Bool) {
            self.name = name
            self.schema = schema
            self.isStrict = isStrict
        }
    }

    /// The request, with the definitions of all tools.
    package var chat: ChatRequest
    /// The tools whose calls are looked for.
    package var tools: [Tool]

    package init(_ chat: ChatRequest, tools: [Tool] = []) {
        self.chat = chat
        self.tools = tools
    }
}
