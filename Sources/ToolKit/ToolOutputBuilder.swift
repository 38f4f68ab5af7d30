// SPDX-License-Identifier: Apache-2.0

public import JSON

/// Puts an answer together from its parts, in the order in which they are written.
///
/// A text is a text part, a `JSONObject` the structured answer, another `ToolOutput` adds its parts.
///
/// ```swift
/// ToolOutput.build {
///     "The image has \(width) columns."
///     if wantsImage { ToolOutput.Part.bytes(png, mediaType: "image/png") }
///     ["width": JSONValue(width)] as JSONObject
/// }
/// ```
@resultBuilder public enum ToolOutputBuilder {
    /// A text part.
    public static func buildExpression(_ text: String) -> ToolOutput { ToolOutput(text: text) }

    /// A part of any kind.
    public static func buildExpression(_ part: ToolOutput.Part) -> ToolOutput { ToolOutput(parts: [part]) }

    /// The structured answer; a later one replaces it.
    public static func buildExpression(_ structured: JSONObject) -> ToolOutput {
        ToolOutput(structured: .object(structured))
    }

    /// All of another answer.
    public static func buildExpression(_ output: ToolOutput) -> ToolOutput { output }

    /// One answer after the other.
    public static func buildBlock(_ outputs: ToolOutput...) -> ToolOutput { joined(outputs) }

    /// What a loop brings.
    public static func buildArray(_ outputs: [ToolOutput]) -> ToolOutput { joined(outputs) }

    /// What an `if` without `else` brings.
    public static func buildOptional(_ output: ToolOutput?) -> ToolOutput { output ?? ToolOutput(parts: []) }

    /// What stands in the first branch.
    public static func buildEither(first output: ToolOutput) -> ToolOutput { output }

    /// What stands in the other branch.
    public static func buildEither(second output: ToolOutput) -> ToolOutput { output }

    private static func joined(_ outputs: [ToolOutput]) -> ToolOutput {
        ToolOutput(parts: outputs.flatMap(\.parts), structured: outputs.compactMap(\.structured).last)
    }
}

extension ToolOutput {
    /// An answer from its parts.
    ///
    /// - Parameter parts: Texts, parts, and at most one object as the structured answer.
    /// - Returns: The answer.
    public static func build(@ToolOutputBuilder _ parts: () throws -> ToolOutput) rethrows -> ToolOutput {
        try parts()
    }
}
