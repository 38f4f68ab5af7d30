// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// `$ref` and `$dynamicRef`.
    mutating func compileReferenceKeywords(
        of object: SchemaObject, into keywords: inout [any SchemaKeyword]
    ) throws(SchemaError) {
        for keyword in ["$ref", "$dynamicRef"] {
            guard let reference = try object.string(keyword) else { continue }
            let slot = addReference(keyword, reference, isDynamic: keyword == "$dynamicRef", of: object)
            keywords.append(ReferenceKeyword(keyword: keyword, slot: slot))
        }
    }
}

/// `$ref` or `$dynamicRef`.
private struct ReferenceKeyword: SchemaKeyword {
    let keyword: String
    let slot: Int

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        try evaluation.apply(reference: slot, keyword, to: instance)
    }

    func coerce(_ instance: inout JSONValue, with coercer: inout Coercer) throws(SchemaError) {
        try coercer.coerce(&instance, by: coercer.program.references[slot].node)
    }
}
