// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// `allOf`, `anyOf`, `oneOf` and `not`.
    mutating func compileCombiningKeywords(
        of object: SchemaObject, into keywords: inout [any SchemaKeyword]
    ) throws(SchemaError) {
        if let schemas = try subschemas(in: "allOf", of: object, .inPlace) {
            keywords.append(AllOfKeyword(schemas: schemas))
        }
        if let schemas = try subschemas(in: "anyOf", of: object, .inPlace) {
            keywords.append(AnyOfKeyword(schemas: schemas))
        }
        if let schemas = try subschemas(in: "oneOf", of: object, .inPlace) {
            keywords.append(OneOfKeyword(schemas: schemas))
        }
        if let schema = try subschema("not", of: object, .inPlace) {
            keywords.append(NotKeyword(schema: schema))
        }
    }
}

/// `allOf`.
private struct AllOfKeyword: SchemaKeyword {
    let schemas: [Subschema]

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        var isValid = true
        for schema in schemas where try !evaluation.apply(schema, to: instance) {
            isValid = false
            guard evaluation.wantsMore else { break }
        }
        return isValid
    }

    func coerce(_ instance: inout JSONValue, with coercer: inout Coercer) throws(SchemaError) {
        for schema in schemas { try coercer.coerce(&instance, by: schema.node) }
    }
}

/// `anyOf`.
private struct AnyOfKeyword: SchemaKeyword {
    let schemas: [Subschema]

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        var isValid = false
        for schema in schemas where try evaluation.accepts(schema, instance) {
            isValid = true
            // All that fit count as evaluated, so all are tried when somebody asks.
            guard evaluation.tracksEvaluated else { break }
        }
        if isValid || !evaluation.isCollecting { return isValid }
        return try evaluation.failAlternatives("anyOf", schemas, instance)
    }

    func coerce(_ instance: inout JSONValue, with coercer: inout Coercer) throws(SchemaError) {
        try coercer.coerce(&instance, byOneOf: schemas)
    }
}

/// `oneOf`.
private struct OneOfKeyword: SchemaKeyword {
    let schemas: [Subschema]

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        var fitting: [Int] = []
        for (index, schema) in schemas.enumerated() where try evaluation.accepts(schema, instance) {
            fitting.append(index + 1)
            guard fitting.count < 2 || evaluation.isCollecting else { return false }
        }
        switch fitting.count {
        case 1: return true
        case 0 where evaluation.isCollecting:
            return try evaluation.failAlternatives("oneOf", schemas, instance)
        case 0: return false
        default:
            let numbers = fitting.prefix(5).map(String.init).joined(separator: ", ")
            return evaluation.fail(
                "oneOf", .rule, instance,
                "exactly one of \(schemas.count) alternatives must fit, but numbers \(numbers) do"
            )
        }
    }

    func coerce(_ instance: inout JSONValue, with coercer: inout Coercer) throws(SchemaError) {
        try coercer.coerce(&instance, byOneOf: schemas)
    }
}

/// `not`.
private struct NotKeyword: SchemaKeyword {
    let schema: Subschema

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard try evaluation.accepts(schema, instance) else { return true }
        let expectation = Expectation(of: evaluation.program.sources[schema.node])
        let rule =
            expectation.isPlain ? "be \(expectation.phrase(for: instance))" : "fit the schema under \"not\""
        return evaluation.fail(
            "not", .rule, instance, "\(ValuePreview.text(of: instance)) is not allowed: it must not \(rule)")
    }
}
