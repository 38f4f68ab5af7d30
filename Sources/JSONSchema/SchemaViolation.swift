// SPDX-License-Identifier: Apache-2.0

public import JSON

/// One way in which an instance does not satisfy its schema.
public struct SchemaViolation: Sendable, Hashable {
    /// The faulty value in the instance.
    public var instanceLocation: JSONPointer
    /// The keyword that failed, on the way that the evaluation took: through `$ref` where there is one.
    public var keywordLocation: JSONPointer
    /// The name of the keyword that failed; `false` for the schema `false`.
    public var keyword: String
    /// A sentence to act on, bounded in length: `/params/limit: expected an integer of at most 100, got
    /// "ten"`.
    public var message: String

    /// A violation with all its parts.
    public init(
        instanceLocation: JSONPointer, keywordLocation: JSONPointer, keyword: String, message: String
    ) {
        self.instanceLocation = instanceLocation
        self.keywordLocation = keywordLocation
        self.keyword = keyword
        self.message = message
    }
}

extension SchemaViolation: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
