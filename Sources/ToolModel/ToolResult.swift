// SPDX-License-Identifier: Apache-2.0

public import JSON

/// What a tool answered.
///
/// A tool's own failure is a result too, with `isError` set.
public struct ToolResult: Sendable, Hashable {
    /// The answer in parts, in the tool's order.
    public var content: [ToolContent]
    /// The answer as data, following the tool's output schema where it has one.
    public var structured: JSONValue?
    /// The tool could not do what it was asked; the text says why and what to do instead.
    public var isError: Bool

    /// A result in parts.
    public init(content: [ToolContent], structured: JSONValue? = nil, isError: Bool = false) {
        self.content = content
        self.structured = structured
        self.isError = isError
    }

    /// A result of one text.
    public init(text: String, structured: JSONValue? = nil, isError: Bool = false) {
        self.init(content: [.text(text)], structured: structured, isError: isError)
    }

    /// The answer as a person or a model reads it: the text parts joined by line ends, other parts described;
    /// the structured answer's JSON where there is no part at all.
    public var text: String {
        if content.isEmpty, let structured { return structured.jsonText() }
        return content.map(\.description).joined(separator: "\n")
    }
}
