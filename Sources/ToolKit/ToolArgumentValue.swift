// SPDX-License-Identifier: Apache-2.0

public import JSON

/// A type that an argument can be read as.
///
/// Nothing is converted: `"5"` is no number, `1` no truth value.
public protocol ToolArgumentValue: Sendable {
    /// What the argument must be, as a noun with its article: `a text`.
    static var argumentKind: String { get }

    /// The JSON Schema of such arguments; `{}`, which allows everything, unless the type says otherwise.
    static var argumentSchema: JSONValue { get }

    /// The value as JSON, for the default in a schema; nil when the type cannot be written.
    var argumentJSON: JSONValue? { get }

    /// The value that `argument` stands for; nil when it is of another kind or does not fit.
    init?(argument: JSONValue)
}

extension ToolArgumentValue {
    /// Everything is allowed.
    public static var argumentSchema: JSONValue { [:] }
    /// It cannot be written.
    public var argumentJSON: JSONValue? { nil }
}

/// A closed list of texts: an `enum Unit: String, CaseIterable, ToolArgumentValue` needs no more than that line.
extension ToolArgumentValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    /// What messages call it.
    public static var argumentKind: String {
        "one of " + allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    }
    /// The list.
    public static var argumentSchema: JSONValue {
        ["type": "string", "enum": .array(allCases.map { .string($0.rawValue) })]
    }
    /// The raw value.
    public var argumentJSON: JSONValue? { .string(rawValue) }

    /// Nil for what is not in the list.
    public init?(argument: JSONValue) {
        guard let text = argument.string else { return nil }
        self.init(rawValue: text)
    }
}

extension String: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "a text" }
    /// As in JSON Schema.
    public static var argumentSchema: JSONValue { ["type": "string"] }
    /// The value itself.
    public var argumentJSON: JSONValue? { .string(self) }

    /// Nil for any other kind of value.
    public init?(argument: JSONValue) {
        guard let text = argument.string else { return nil }
        self = text
    }
}

extension Bool: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "true or false" }
    /// As in JSON Schema.
    public static var argumentSchema: JSONValue { ["type": "boolean"] }
    /// The value itself.
    public var argumentJSON: JSONValue? { .bool(self) }

    /// Nil for any other kind of value.
    public init?(argument: JSONValue) {
        guard let flag = argument.bool else { return nil }
        self = flag
    }
}

extension Int: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "an integer of at most 64 bits" }
    /// As in JSON Schema.
    public static var argumentSchema: JSONValue { ["type": "integer"] }
    /// The value itself.
    public var argumentJSON: JSONValue? { JSONValue(self) }

    /// `5.0` and `5e0` are integers too.
    public init?(argument: JSONValue) {
        guard let number = argument.int else { return nil }
        self = number
    }
}

extension Double: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "a number that is not too large" }
    /// As in JSON Schema.
    public static var argumentSchema: JSONValue { ["type": "number"] }
    /// The value itself.
    public var argumentJSON: JSONValue? { JSONNumber(self).map(JSONValue.number) }

    /// The nearest double; nil for numbers beyond its range.
    public init?(argument: JSONValue) {
        guard let number = argument.number?.double, number.isFinite else { return nil }
        self = number
    }
}

extension JSONNumber: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "a number" }
    /// As in JSON Schema.
    public static var argumentSchema: JSONValue { ["type": "number"] }
    /// The value itself.
    public var argumentJSON: JSONValue? { .number(self) }

    /// Nil for any other kind of value.
    public init?(argument: JSONValue) {
        guard let number = argument.number else { return nil }
        self = number
    }
}

extension JSONObject: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "an object" }
    /// As in JSON Schema.
    public static var argumentSchema: JSONValue { ["type": "object"] }
    /// The value itself.
    public var argumentJSON: JSONValue? { .object(self) }

    /// Nil for any other kind of value.
    public init?(argument: JSONValue) {
        guard let members = argument.object else { return nil }
        self = members
    }
}

extension JSONValue: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "a JSON value" }
    /// As in JSON Schema.
    public static var argumentSchema: JSONValue { [:] }
    /// The value itself.
    public var argumentJSON: JSONValue? { self }

    /// Any value will do.
    public init?(argument: JSONValue) {
        self = argument
    }
}

extension Array: ToolArgumentValue where Element: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "an array, each element \(Element.argumentKind)" }
    /// As in JSON Schema.
    public static var argumentSchema: JSONValue { ["type": "array", "items": Element.argumentSchema] }

    /// Nil when one element is of another kind.
    public init?(argument: JSONValue) {
        guard let elements = argument.array else { return nil }
        var values: [Element] = []
        values.reserveCapacity(elements.count)
        for element in elements {
            guard let value = Element(argument: element) else { return nil }
            values.append(value)
        }
        self = values
    }
}
