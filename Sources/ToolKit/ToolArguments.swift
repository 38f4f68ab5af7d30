// SPDX-License-Identifier: Apache-2.0

public import JSON

/// The arguments of one call, read by name and kind.
///
/// A member that is JSON's null counts as absent. The host has held the arguments against the tool's schema
/// before, so that a failure from here means a schema that allows more than the body can take; it says which
/// argument and what was due.
public struct ToolArguments: Sendable, Hashable {
    /// The arguments as they came.
    public let object: JSONObject

    /// Wraps the arguments of a call.
    public init(_ object: JSONObject) {
        self.object = object
    }

    /// The argument `name`.
    ///
    /// - Parameters:
    ///   - name: The member's name.
    ///   - type: What it must be, where the context does not tell.
    /// - Returns: Its value.
    /// - Throws: `ToolFailure` with `invalid_arguments` when it is absent or of another kind.
    public func require<Value: ToolArgumentValue>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(ToolFailure) -> Value {
        guard let value = try optional(name, as: type) else {
            throw .invalidArguments("The argument \"\(name)\" is missing; it must be \(type.argumentKind).")
        }
        return value
    }

    /// The argument `name`, or nil when it is absent.
    ///
    /// - Parameters:
    ///   - name: The member's name.
    ///   - type: What it must be, where the context does not tell.
    /// - Returns: Its value, or nil.
    /// - Throws: `ToolFailure` with `invalid_arguments` when it is of another kind.
    public func optional<Value: ToolArgumentValue>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(ToolFailure) -> Value? {
        guard let member = object[name], !member.isNull else { return nil }
        guard let value = Value(argument: member) else {
            throw .invalidArguments("The argument \"\(name)\" must be \(type.argumentKind).")
        }
        return value
    }

    /// The argument `name`, or `defaultValue` when it is absent.
    ///
    /// - Parameters:
    ///   - name: The member's name.
    ///   - defaultValue: What stands for an absent argument.
    /// - Returns: Its value, or the default.
    /// - Throws: `ToolFailure` with `invalid_arguments` when it is of another kind.
    public func value<Value: ToolArgumentValue>(
        _ name: String, default defaultValue: Value
    ) throws(ToolFailure) -> Value {
        try optional(name) ?? defaultValue
    }
}
