// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// `unevaluatedProperties` and `unevaluatedItems`.
    mutating func unevaluatedKeywords(of object: SchemaObject) throws(SchemaError) -> [any SchemaKeyword] {
        var keywords: [any SchemaKeyword] = []
        if let schema = try subschema("unevaluatedProperties", of: object, .parts) {
            keywords.append(UnevaluatedPropertiesKeyword(schema: schema, refuses: isFalse(schema)))
        }
        if let schema = try subschema("unevaluatedItems", of: object, .parts) {
            keywords.append(UnevaluatedItemsKeyword(schema: schema, refuses: isFalse(schema)))
        }
        return keywords
    }
}

/// `unevaluatedProperties`.
private struct UnevaluatedPropertiesKeyword: SchemaKeyword {
    let schema: Subschema
    let refuses: Bool

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .object(let members) = instance else { return true }
        var isValid = true
        for (name, value) in members where !evaluation.evaluated.contains(member: name) {
            if refuses {
                isValid = evaluation.fail(
                    "unevaluatedProperties", .excess, instance,
                    "the property \(ValuePreview.text(of: .string(name))) is not allowed here"
                )
            } else if try !evaluation.apply(schema, to: value, at: .name(name)) {
                isValid = false
            }
            guard isValid || evaluation.wantsMore else { break }
        }
        evaluation.evaluated.hasAllMembers = true
        return isValid
    }
}

/// `unevaluatedItems`.
private struct UnevaluatedItemsKeyword: SchemaKeyword {
    let schema: Subschema
    let refuses: Bool

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .array(let elements) = instance else { return true }
        var isValid = true
        for (index, element) in elements.enumerated() where !evaluation.evaluated.contains(element: index) {
            if refuses {
                isValid = evaluation.fail(
                    "unevaluatedItems", .excess, instance,
                    "the element \(index), \(ValuePreview.text(of: element)), is one too many"
                )
            } else if try !evaluation.apply(schema, to: element, at: .index(index)) {
                isValid = false
            }
            guard isValid || evaluation.wantsMore else { break }
        }
        evaluation.evaluated.hasAllElements = true
        return isValid
    }
}
