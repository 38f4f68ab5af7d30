// SPDX-License-Identifier: Apache-2.0

public import JSON

extension Schema {
    /// What keeps `source` from being a schema, the most useful first; empty when it is one.
    ///
    /// The instance of these violations is the schema. The first fault that compiling it meets comes first, then
    /// what the dialect's own meta-schema finds elsewhere.
    ///
    /// - Complexity: O(size of the schema).
    public static func faults(
        in source: JSONValue, options: SchemaOptions = SchemaOptions()
    ) -> [SchemaViolation] {
        var faults: [SchemaViolation] = []
        do throws(SchemaError) {
            _ = try Schema(compiling: source, options: options)
        } catch {
            faults.append(SchemaViolation(error))
            // Of a schema beyond the limits nothing else is worth the time.
            guard error.keyword != "" else { return faults }
        }
        let known = Set(faults.map(\.instanceLocation))
        faults += metaViolations(of: source, options).filter { !known.contains($0.instanceLocation) }
        return Array(faults.prefix(options.limits.violations))
    }

    private static func metaViolations(of source: JSONValue, _ options: SchemaOptions) -> [SchemaViolation] {
        let named = source["$schema"]?.string
        // A dialect of the caller's own has its meta-schema among the documents, whose checks are the caller's.
        guard let dialect = named.map(SchemaDialect.init(uri:)) ?? options.dialect else { return [] }
        // What a limit keeps from being found is left unsaid: compiling has the last word on whether it is a schema.
        return (try? metaSchemas[dialect]?.validate(source)) ?? []
    }

    /// For a tenth of a second; a meta-schema takes some hundred steps for a subschema.
    private static let metaLimits = SchemaLimits(validationSteps: 1_000_000)

    private static let metaSchemas: [SchemaDialect: Schema] = {
        var schemas: [SchemaDialect: Schema] = [:]
        for dialect in SchemaDialect.allCases {
            guard let document = MetaSchemas.document(uri: SchemaURI(dialect.rawValue).base) else { continue }
            // The texts are constants; a test compiles each of them.
            schemas[dialect] = try? Schema(compiling: document, options: SchemaOptions(limits: metaLimits))
        }
        return schemas
    }()
}

extension SchemaViolation {
    /// A fault that compiling met, as one of the schema's violations.
    fileprivate init(_ error: SchemaError) {
        let place = error.pointer ?? JSONPointer()
        let hint = error.hint.map { " \($0)" } ?? ""
        self.init(
            instanceLocation: place, keywordLocation: JSONPointer(), keyword: error.keyword,
            message: error.message + hint)
    }
}

extension SchemaError {
    /// The keyword that is at fault; empty for what is beyond a limit.
    fileprivate var keyword: String {
        switch self {
        case .invalidKeyword(_, let keyword, _), .unknownKeyword(_, let keyword, _): keyword
        case .unknownDialect: "$schema"
        case .unresolvedReference, .referenceCycle: "$ref"
        case .duplicateIdentifier: "$id"
        case .invalidPattern: "pattern"
        case .notASchema: "type"
        case .tooDeep, .tooManyNodes, .validationWork, .validationDepth, .patternWork: ""
        }
    }
}
