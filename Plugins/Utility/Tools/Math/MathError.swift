// SPDX-License-Identifier: Apache-2.0

internal import Diagnostics

/// Why an expression has no result, in words for a model.
struct MathError: UserFacingError, Hashable {
    /// What went wrong; the raw values are the stable codes.
    enum Reason: String, Sendable, Hashable, CaseIterable {
        case syntax = "math_syntax"
        case unknownName = "math_unknown_name"
        case wrongArguments = "math_wrong_arguments"
        case undefined = "math_undefined"
        case tooLarge = "math_too_large"
    }

    let reason: Reason
    let detail: String
    let hint: String?
    /// Counted in characters from 1; nil where no place in the expression is to blame.
    var column: Int?

    init(_ reason: Reason, _ detail: String, hint: String? = nil, column: Int? = nil) {
        self.reason = reason
        self.detail = detail
        self.hint = hint
        self.column = column
    }

    var code: String { reason.rawValue }

    var message: String {
        column.map { "Column \($0): \(detail)" } ?? detail.prefix(1).uppercased() + detail.dropFirst()
    }

    /// The same error at a place, unless it has one.
    func at(_ column: Int) -> MathError {
        var copy = self
        copy.column = self.column ?? column
        return copy
    }

    /// For arguments of the wrong kind or out of range.
    static func argument(_ detail: String, hint: String? = nil) -> MathError {
        MathError(.wrongArguments, detail, hint: hint)
    }

    /// For results that do not exist.
    static func undefined(_ detail: String, hint: String? = nil) -> MathError {
        MathError(.undefined, detail, hint: hint)
    }
}
