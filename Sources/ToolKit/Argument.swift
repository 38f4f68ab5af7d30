// SPDX-License-Identifier: Apache-2.0

public import JSON

/// One argument of a tool: its name, what it means, and the type it is read as.
///
/// ```swift
/// Argument<String>("name", "Who is greeted.")
/// Argument("times", "How often.", default: 1, narrowed: ["minimum": 1, "maximum": 10])
/// Argument<Bool?>("shout", "Whether to shout; left out, the mood decides.")
/// ```
public struct Argument<Value: Sendable>: Sendable {
    /// The member's name.
    public let name: String
    /// The JSON Schema of its values.
    public let schema: JSONValue
    /// Whether a call must have it.
    public let isRequired: Bool
    private let read: @Sendable (ToolArguments) throws(ToolFailure) -> Value

    /// The value in the arguments of a call.
    ///
    /// - Parameter arguments: As the tool got them.
    /// - Returns: The value, or what stands for an absent one.
    /// - Throws: `ToolFailure` with `invalid_arguments` when it is missing or of another kind.
    public func value(in arguments: ToolArguments) throws(ToolFailure) -> Value {
        try read(arguments)
    }

    private init(
        name: String, description: String, schema: JSONValue, narrowed: JSONObject, isRequired: Bool,
        read: @escaping @Sendable (ToolArguments) throws(ToolFailure) -> Value
    ) {
        var members = schema.object ?? [:]
        if !description.isEmpty { members["description"] = .string(description) }
        for (keyword, value) in narrowed { members[keyword] = value }
        self.name = name
        self.schema = .object(members)
        self.isRequired = isRequired
        self.read = read
    }
}

extension Argument where Value: ToolArgumentValue {
    /// An argument that every call must have.
    ///
    /// - Parameters:
    ///   - name: The member's name.
    ///   - description: What it means, and its unit.
    ///   - narrowed: More keywords for its schema, such as `minimum` or `maxLength`.
    public init(_ name: String, _ description: String, narrowed: JSONObject = [:]) {
        self.init(
            name: name, description: description, schema: Value.argumentSchema, narrowed: narrowed,
            isRequired: true
        ) { (arguments) throws(ToolFailure) in try arguments.require(name) }
    }

    /// An argument that may be left out.
    ///
    /// - Parameters:
    ///   - name: The member's name.
    ///   - description: What it means, and its unit.
    ///   - value: What stands for an absent one; told to the model where the type can be written as JSON.
    ///   - narrowed: More keywords for its schema.
    public init(_ name: String, _ description: String, default value: Value, narrowed: JSONObject = [:]) {
        var members = narrowed
        if let json = value.argumentJSON { members["default"] = json }
        self.init(
            name: name, description: description, schema: Value.argumentSchema, narrowed: members,
            isRequired: false
        ) { (arguments) throws(ToolFailure) in try arguments.value(name, default: value) }
    }
}

extension Argument {
    /// An argument that may be left out, nil standing for it.
    ///
    /// - Parameters:
    ///   - name: The member's name.
    ///   - description: What it means, and its unit.
    ///   - narrowed: More keywords for its schema.
    public init<Wrapped: ToolArgumentValue>(
        _ name: String, _ description: String, narrowed: JSONObject = [:]
    ) where Value == Wrapped? {
        self.init(
            name: name, description: description, schema: Wrapped.argumentSchema, narrowed: narrowed,
            isRequired: false
        ) { (arguments) throws(ToolFailure) in try arguments.optional(name) }
    }
}
