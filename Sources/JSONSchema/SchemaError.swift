// SPDX-License-Identifier: Apache-2.0

public import Diagnostics
public import JSON

/// Why a schema was refused, or why a validation was given up.
public enum SchemaError: Error, Sendable, Hashable {
    /// The value at that place is neither an object nor a boolean.
    case notASchema(JSONPointer, kind: String)
    /// The keyword at that place does not have a value that the standard allows; `requirement` says which
    /// is due.
    case invalidKeyword(JSONPointer, keyword: String, requirement: String)
    /// The keyword at that place is none that the dialect knows.
    case unknownKeyword(JSONPointer, keyword: String, suggestion: String?)
    /// `$schema` names a dialect that is neither built in nor among the documents given.
    case unknownDialect(JSONPointer, uri: String)
    /// Nothing is known under that reference; references are never fetched.
    case unresolvedReference(JSONPointer, reference: String)
    /// A reference leads back to itself without going deeper into the instance.
    case referenceCycle(JSONPointer)
    /// Two schemas claim the same `$id` or `$anchor`.
    case duplicateIdentifier(JSONPointer, identifier: String)
    /// The regular expression at that place cannot be compiled.
    case invalidPattern(JSONPointer, pattern: String, reason: String)
    /// The schema is nested over `limit` deep.
    case tooDeep(JSONPointer, limit: Int)
    /// The schema has over `limit` subschemas.
    case tooManyNodes(limit: Int)
    /// The validation took over `limit` steps.
    case validationWork(limit: Int)
    /// Instance and schema together are nested over `limit` evaluations deep.
    case validationDepth(limit: Int)
    /// The regular expression needed over `limit` steps on one string.
    case patternWork(pattern: String, limit: Int)
}

extension SchemaError {
    /// Where in the schema the fault is; nil for faults of the whole and of a validation.
    public var pointer: JSONPointer? {
        switch self {
        case .notASchema(let pointer, _), .invalidKeyword(let pointer, _, _),
            .unknownKeyword(let pointer, _, _),
            .unknownDialect(let pointer, _), .unresolvedReference(let pointer, _),
            .referenceCycle(let pointer),
            .duplicateIdentifier(let pointer, _), .invalidPattern(let pointer, _, _),
            .tooDeep(let pointer, _):
            pointer
        case .tooManyNodes, .validationWork, .validationDepth, .patternWork:
            nil
        }
    }
}

extension SchemaError: UserFacingError {
    /// A stable name of the case.
    public var code: String {
        switch self {
        case .notASchema: "schema_not_a_schema"
        case .invalidKeyword: "schema_invalid_keyword"
        case .unknownKeyword: "schema_unknown_keyword"
        case .unknownDialect: "schema_unknown_dialect"
        case .unresolvedReference: "schema_unresolved_reference"
        case .referenceCycle: "schema_reference_cycle"
        case .duplicateIdentifier: "schema_duplicate_identifier"
        case .invalidPattern: "schema_invalid_pattern"
        case .tooDeep: "schema_too_deep"
        case .tooManyNodes: "schema_too_many_nodes"
        case .validationWork: "schema_validation_work"
        case .validationDepth: "schema_validation_depth"
        case .patternWork: "schema_pattern_work"
        }
    }

    /// What is wrong and where, as one sentence.
    public var message: String {
        switch self {
        case .notASchema(let pointer, let kind):
            "A schema is an object or a boolean; \(Self.place(pointer)) is \(Self.article(kind))."
        case .invalidKeyword(let pointer, let keyword, let requirement):
            "The keyword \(Self.quoted(keyword)) at \(Self.place(pointer)) must be \(requirement)."
        case .unknownKeyword(let pointer, let keyword, _):
            "The schema at \(Self.place(pointer)) has the unknown keyword \(Self.quoted(keyword))."
        case .unknownDialect(let pointer, let uri):
            "The dialect \(Self.quoted(uri)) at \(Self.place(pointer)) is not known."
        case .unresolvedReference(let pointer, let reference):
            "The reference \(Self.quoted(reference)) at \(Self.place(pointer)) leads nowhere."
        case .referenceCycle(let pointer):
            "The schema at \(Self.place(pointer)) refers to itself without going deeper into the value."
        case .duplicateIdentifier(let pointer, let identifier):
            "The identifier \(Self.quoted(identifier)) at \(Self.place(pointer)) is taken by another schema."
        case .invalidPattern(let pointer, let pattern, let reason):
            "The pattern \(Self.quoted(pattern)) at \(Self.place(pointer)) is not valid: \(reason)."
        case .tooDeep(let pointer, let limit):
            "The schema is nested over \(limit) deep at \(Self.place(pointer))."
        case .tooManyNodes(let limit): "The schema has over \(limit) subschemas."
        case .validationWork(let limit): "The validation was given up after \(limit) steps."
        case .validationDepth(let limit): "The validation was given up at \(limit) nested evaluations."
        case .patternWork(let pattern, let limit):
            "Matching the pattern \(Self.quoted(pattern)) was given up after \(limit) steps."
        }
    }

    /// What to do about it, for the cases where that can be said.
    public var hint: String? {
        switch self {
        case .unknownKeyword(_, _, let suggestion): suggestion
        case .unresolvedReference: "References are never fetched: put the schema under $defs."
        case .unknownDialect: "Known are draft 2020-12 and draft-07."
        case .patternWork: "Write the pattern without nested repetitions."
        default: nil
        }
    }

    private static func place(_ pointer: JSONPointer) -> String {
        pointer.tokens.isEmpty ? "the root" : ValuePreview.cut(pointer.description, to: 200)
    }

    private static func quoted(_ text: String) -> String {
        ValuePreview.text(of: .string(text))
    }

    private static func article(_ kind: String) -> String {
        switch kind {
        case "null": "null"
        case "array": "an array"
        default: "a \(kind)"
        }
    }
}
