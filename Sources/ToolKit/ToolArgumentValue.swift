// SPDX-License-Identifier: Apache-2.0

public import JSON

/// A type that an argument can be read as.
///
/// Nothing is converted: `"5"` is no number, `1` no truth value.
public protocol ToolArgumentValue: Sendable {
    /// What the argument must be, as a noun with its article: `a text`.
    static var argumentKind: String { get }

    /// The value that `argument` stands for; nil when it is of another kind or does not fit.
    init?(argument: JSONValue)
}

extension String: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "a text" }

    /// Nil for any other kind of value.
    public init?(argument: JSONValue) {
        guard let text = argument.string else { return nil }
        self = text
    }
}

extension Bool: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "true or false" }

    /// Nil for any other kind of value.
    public init?(argument: JSONValue) {
        guard let flag = argument.bool else { return nil }
        self = flag
    }
}

extension Int: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "an integer of at most 64 bits" }

    /// `5.0` and `5e0` are integers too.
    public init?(argument: JSONValue) {
        guard let number = argument.int else { return nil }
        self = number
    }
}

extension Double: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "a number that is not too large" }

    /// The nearest double; nil for numbers beyond its range.
    public init?(argument: JSONValue) {
        guard let number = argument.number?.double, number.isFinite else { return nil }
        self = number
    }
}

extension JSONNumber: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "a number" }

    /// Nil for any other kind of value.
    public init?(argument: JSONValue) {
        guard let number = argument.number else { return nil }
        self = number
    }
}

extension JSONObject: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "an object" }

    /// Nil for any other kind of value.
    public init?(argument: JSONValue) {
        guard let members = argument.object else { return nil }
        self = members
    }
}

extension JSONValue: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "a JSON value" }

    /// Any value will do.
    public init?(argument: JSONValue) {
        self = argument
    }
}

extension Array: ToolArgumentValue where Element: ToolArgumentValue {
    /// What messages call it.
    public static var argumentKind: String { "an array, each element \(Element.argumentKind)" }

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
