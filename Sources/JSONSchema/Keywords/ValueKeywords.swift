// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// `enum` and `const`.
    func compileValueKeywords(
        of object: SchemaObject, into keywords: inout [any SchemaKeyword]
    ) throws(SchemaError) {
        if let value = object.members["const"] { keywords.append(ConstKeyword(value: value)) }
        guard let values = try object.array("enum") else { return }
        keywords.append(EnumKeyword(values: values))
    }
}

/// `const`: the one value allowed.
private struct ConstKeyword: SchemaKeyword {
    let value: JSONValue

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        instance == value || evaluation.failExpectation("const", .kind, instance)
    }
}

/// `enum`: the values allowed.
private struct EnumKeyword: SchemaKeyword {
    /// Comparing a few values is faster than hashing the instance.
    private static let comparedValues = 8

    let values: [JSONValue]
    let index: Set<JSONValue>?

    init(values: [JSONValue]) {
        self.values = values
        index = values.count > Self.comparedValues ? Set(values) : nil
    }

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        let isListed = index?.contains(instance) ?? values.contains(instance)
        return isListed || evaluation.failExpectation("enum", .kind, instance)
    }
}
