// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum` and `multipleOf`.
    func compileNumberKeywords(
        of object: SchemaObject, into keywords: inout [any SchemaKeyword]
    ) throws(SchemaError) {
        for bound in NumberBound.Relation.allCases {
            guard let limit = try object.number(bound.rawValue) else { continue }
            keywords.append(NumberBound(relation: bound, limit: limit))
        }
        guard let divisor = try object.number("multipleOf") else { return }
        guard divisor > 0 else { throw object.refusal("multipleOf", "a number above 0") }
        keywords.append(MultipleOfKeyword(divisor: divisor))
    }
}

/// A bound on numbers, compared exactly.
private struct NumberBound: SchemaKeyword {
    enum Relation: String, CaseIterable {
        case minimum, maximum, exclusiveMinimum, exclusiveMaximum
    }

    let relation: Relation
    let limit: JSONNumber

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .number(let number) = instance else { return true }
        return holds(for: number) || evaluation.failExpectation(relation.rawValue, .bound, instance)
    }

    private func holds(for number: JSONNumber) -> Bool {
        switch relation {
        case .minimum: number >= limit
        case .maximum: number <= limit
        case .exclusiveMinimum: number > limit
        case .exclusiveMaximum: number < limit
        }
    }
}

/// `multipleOf`, by exact decimal division.
private struct MultipleOfKeyword: SchemaKeyword {
    let divisor: JSONNumber

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .number(let number) = instance else { return true }
        guard let isMultiple = number.isMultiple(of: divisor) else {
            throw .validationWork(limit: JSONNumber.divisionSteps)
        }
        return isMultiple || evaluation.failExpectation("multipleOf", .bound, instance)
    }
}
