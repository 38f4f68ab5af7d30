// SPDX-License-Identifier: Apache-2.0

public import JSONSchema

/// A tool as the parser needs to know it: what it is called and which arguments it takes.
public struct CallableTool: Sendable {
    /// The declared name, unique in its catalog.
    public let name: String
    /// The compiled schema of the arguments; nil when arguments are handed on as they come.
    public let schema: Schema?
    /// Whether arguments must satisfy the schema.
    ///
    /// Otherwise it only tells the types of those that a dialect writes as bare text.
    public let isChecked: Bool

    /// A tool; a nil schema lets any arguments through.
    public init(name: String, schema: Schema?, isChecked: Bool = true) {
        self.name = name
        self.schema = schema
        self.isChecked = isChecked
    }
}
