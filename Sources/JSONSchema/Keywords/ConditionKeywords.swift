// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// `if`, `then` and `else`.
    mutating func compileConditionKeywords(
        of object: SchemaObject, into keywords: inout [any SchemaKeyword]
    ) throws(SchemaError) {
        let condition = try subschema("if", of: object, .inPlace)
        let consequence = try subschema("then", of: object, .inPlace)
        let alternative = try subschema("else", of: object, .inPlace)
        guard let condition else { return }
        keywords.append(
            ConditionKeyword(condition: condition, consequence: consequence, alternative: alternative)
        )
    }
}

/// `if` with its `then` and `else`.
private struct ConditionKeyword: SchemaKeyword {
    let condition: Subschema
    let consequence: Subschema?
    let alternative: Subschema?

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        let branch = try evaluation.accepts(condition, instance) ? consequence : alternative
        guard let branch else { return true }
        return try evaluation.apply(branch, to: instance)
    }

    func coerce(_ instance: inout JSONValue, with coercer: inout Coercer) throws(SchemaError) {
        let branch = try coercer.accepts(instance, condition.node) ? consequence : alternative
        if let branch { try coercer.coerce(&instance, by: branch.node) }
    }
}
