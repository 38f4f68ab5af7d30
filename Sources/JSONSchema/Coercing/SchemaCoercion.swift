// SPDX-License-Identifier: Apache-2.0

public import JSON

/// An instance brought closer to a schema without guessing, and what was changed to get there.
public struct SchemaCoercion: Sendable, Hashable {
    /// What may be changed.
    public struct Options: Sendable, Hashable {
        /// Whether the instance comes from a format that has only text, so that its strings may be anything.
        ///
        /// Where a schema allows a string and something else, text that spells the other is then taken for
        /// it, and Python's `None` for null. Without this, a string stays one wherever one is allowed.
        public var hasUntypedStrings: Bool
        /// Whether missing properties get the `default` of their schema.
        public var fillsDefaults: Bool

        /// The options; by default only the types of values are mended.
        public init(hasUntypedStrings: Bool = false, fillsDefaults: Bool = false) {
            self.hasUntypedStrings = hasUntypedStrings
            self.fillsDefaults = fillsDefaults
        }
    }

    /// One value that was replaced or added.
    public struct Change: Sendable, Hashable {
        /// Where the value is.
        public let instanceLocation: JSONPointer
        /// What was there; nil for a default that was filled in.
        public let original: JSONValue?
        /// What is there now.
        public let value: JSONValue

        /// A sentence about the change: `/limit: took the text "5" for 5`.
        public var message: String {
            let place =
                instanceLocation.tokens.isEmpty
                ? "" : "\(ValuePreview.cut(instanceLocation.description, to: 200)): "
            guard let original else { return "\(place)filled in the default \(ValuePreview.text(of: value))" }
            return
                "\(place)took the text \(ValuePreview.text(of: original)) for \(ValuePreview.text(of: value))"
        }
    }

    /// The value of JSON text; nil when it is none.
    @Sendable public static func json(_ text: String) -> JSONValue? {
        // Text that is not JSON stays a string, and the validation says what is wrong with that.
        try? JSONValue(parsing: text)
    }

    /// The instance after all changes; it need not satisfy the schema.
    public let value: JSONValue
    /// The changes in the order in which they were made; a change inside a replaced value comes after it.
    public let changes: [Change]
}

extension Schema {
    /// Reads text as what the schema asks for where the instance has a string that it does not allow.
    ///
    /// White space around the text does not matter. An integer or a number is read from a JSON numeral, all
    /// digits kept; a boolean from `true` or `false` in any case; null from `null` in any case; an array or
    /// object from its JSON text. Nothing is ever made a string, no case is folded in an `enum`, and
    /// whatever fits already stays as it is.
    ///
    /// - Parameters:
    ///   - instance: what to bring closer to the schema.
    ///   - options: what may be changed.
    ///   - reading: how text is read where an array or object is due; nil when it is neither.
    /// - Returns: the instance after all changes, and the changes.
    /// - Throws: `SchemaError` when a limit of validations is met.
    /// - Complexity: O(size of the instance × its depth) keyword evaluations.
    public func coerce(
        _ instance: JSONValue, options: SchemaCoercion.Options = .init(),
        reading: @escaping @Sendable (String) -> JSONValue? = SchemaCoercion.json
    ) throws(SchemaError) -> SchemaCoercion {
        var coercer = Coercer(program, options: options, reading: reading)
        var value = instance
        try coercer.coerce(&value, by: program.root)
        return SchemaCoercion(value: value, changes: coercer.changes)
    }
}
