// SPDX-License-Identifier: Apache-2.0

/// An error that can be shown to the person or program whose input caused it.
///
/// Each module has one error type that conforms. Surfaces map `code` to a status or an exit code with an
/// exhaustive `switch` over the module's own cases, and print `message` and `hint` as they are.
public protocol UserFacingError: Error, Sendable {
    /// A stable name in snake_case, listed in the documentation: `plugin_abi_mismatch`.
    var code: String { get }
    /// What failed and on what, as one sentence without secrets, bounded in length.
    var message: String { get }
    /// What to do about it, where something can be done.
    var hint: String? { get }
}

extension UserFacingError {
    /// Nothing can be advised.
    public var hint: String? { nil }

    /// The message, followed by the hint where there is one.
    public var description: String {
        hint.map { "\(message) \($0)" } ?? message
    }
}
