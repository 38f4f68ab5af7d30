// SPDX-License-Identifier: Apache-2.0

public import JSON

/// How a schema is read.
public struct SchemaOptions: Sendable, Hashable {
    /// What a keyword means that the dialect does not know.
    public enum UnknownKeywords: Sendable, Hashable {
        /// The schema is refused: a misspelt keyword must not pass unnoticed. Names that start with `x-` are
        /// taken for an author's own notes.
        case refused
        /// It is an annotation without effect, as the standard says.
        case annotations
    }

    /// The dialect of documents without `$schema`.
    public var dialect: SchemaDialect
    /// What becomes of keywords that the dialect does not know.
    public var unknownKeywords: UnknownKeywords
    /// Whether `format` is checked rather than only noted.
    public var assertsFormats: Bool
    /// What references may lead to besides the schema itself, by absolute URI without fragment.
    public var documents: [String: JSONValue]
    /// How much the schema and its validations may ask for.
    public var limits: SchemaLimits

    /// The options; by default those for schemas of tools.
    public init(
        dialect: SchemaDialect = .draft2020, unknownKeywords: UnknownKeywords = .refused,
        assertsFormats: Bool = false, documents: [String: JSONValue] = [:],
        limits: SchemaLimits = SchemaLimits()
    ) {
        self.dialect = dialect
        self.unknownKeywords = unknownKeywords
        self.assertsFormats = assertsFormats
        self.documents = documents
        self.limits = limits
    }
}
