// SPDX-License-Identifier: Apache-2.0

public import Diagnostics

/// A tool's refusal: it could not do what it was asked, and the model can do something about it.
public struct ToolFailure: UserFacingError, Hashable {
    /// A stable name in snake_case, at most 64 bytes.
    public let code: String
    /// What failed and on what, as one sentence.
    public let message: String
    /// What to do about it, as one sentence.
    public let hint: String?

    /// A refusal with its sentence, and with what to do about it where there is something.
    public init(_ message: String, hint: String? = nil, code: String = "tool_failed") {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// Arguments that the tool cannot work with.
    public static func invalidArguments(_ message: String, hint: String? = nil) -> ToolFailure {
        ToolFailure(message, hint: hint, code: "invalid_arguments")
    }
}

extension ToolFailure: CustomStringConvertible {}
