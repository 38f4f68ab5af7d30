// SPDX-License-Identifier: Apache-2.0

public import Diagnostics
public import JSON

/// Why a JSON value is not what OpenAI's chat completions call for.
public struct OpenAICodingError: UserFacingError, Hashable {
    /// Where in the body the fault is.
    public let pointer: JSONPointer
    /// What is wrong there, as the end of a sentence: `must be a string, not a number`.
    public let detail: String

    /// A fault found at `pointer`.
    public init(_ detail: String, at pointer: JSONPointer) {
        self.pointer = pointer
        self.detail = detail
    }

    /// The one code of HTTP surfaces for bodies of the wrong shape.
    public var code: String { "invalid_request" }

    /// The place and what is wrong there.
    public var message: String {
        pointer.tokens.isEmpty ? "The body \(detail)." : "\(pointer) \(detail)."
    }
}
