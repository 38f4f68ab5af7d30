// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// `prefixItems`, `items`, `additionalItems`, `contains` with its counts, `minItems`, `maxItems`,
    /// `uniqueItems`.
    mutating func compileArrayKeywords(
        of object: SchemaObject, into keywords: inout [any SchemaKeyword]
    ) throws(SchemaError) {
        let low = try object.count("minItems")
        let high = try object.count("maxItems")
        if low != nil || high != nil {
            keywords.append(ElementCountKeyword(low: low ?? 0, high: high ?? .max))
        }
        if try object.bool("uniqueItems") == true { keywords.append(UniqueItemsKeyword()) }
        if let elements = try elementSchemas(of: object) { keywords.append(elements) }
        let least = try object.count("minContains")
        let most = try object.count("maxContains")
        guard let schema = try subschema("contains", of: object, .parts) else { return }
        keywords.append(ContainsKeyword(schema: schema, least: least ?? 1, most: most ?? .max))
    }

    /// The schemas by place and for the rest.
    ///
    /// Draft-07 has both in `items`, an array there being the former.
    private mutating func elementSchemas(of object: SchemaObject) throws(SchemaError) -> ElementsKeyword? {
        let isOldList = object.dialect.version == .draft7 && object.members["items"]?.array != nil
        let prefix = try subschemas(in: isOldList ? "items" : "prefixItems", of: object, .parts) ?? []
        // Without a list, draft-07 has no use for `additionalItems`; it must be sound all the same.
        let additional = try subschema("additionalItems", of: object, .parts)
        let rest = isOldList ? additional : try subschema("items", of: object, .parts)
        guard !prefix.isEmpty || rest != nil else { return nil }
        return ElementsKeyword(
            prefix: prefix, rest: rest, refusesRest: rest.map(isFalse) ?? false,
            restKeyword: isOldList ? "additionalItems" : "items"
        )
    }
}

/// `minItems` and `maxItems`.
private struct ElementCountKeyword: SchemaKeyword {
    let low: Int
    let high: Int

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .array(let elements) = instance else { return true }
        let count = elements.count
        if count < low { return evaluation.failCount("minItems", count, "element", "elements", instance) }
        if count > high { return evaluation.failCount("maxItems", count, "element", "elements", instance) }
        return true
    }
}

/// `uniqueItems`.
private struct UniqueItemsKeyword: SchemaKeyword {
    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .array(let elements) = instance, elements.count > 1 else { return true }
        try evaluation.spend(elements.count)
        var places: [JSONValue: Int] = [:]
        places.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            guard let earlier = places.updateValue(index, forKey: element) else { continue }
            let value = ValuePreview.text(of: element)
            return evaluation.fail(
                "uniqueItems", .bound, instance,
                "the elements \(earlier) and \(index) are both \(value); all must differ"
            )
        }
        return true
    }
}

/// `prefixItems` and `items`: schemas of elements by their place, and of all further ones.
private struct ElementsKeyword: SchemaKeyword {
    let prefix: [Subschema]
    let rest: Subschema?
    let refusesRest: Bool
    let restKeyword: String

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .array(let elements) = instance else { return true }
        if evaluation.tracksEvaluated { note(elements, &evaluation) }
        if refusesRest, elements.count > prefix.count { return refuse(elements, instance, &evaluation) }
        var isValid = true
        for (index, element) in elements.enumerated() {
            guard let schema = index < prefix.count ? prefix[index] : rest else { break }
            guard try !evaluation.apply(schema, to: element, at: .index(index)) else { continue }
            isValid = false
            guard evaluation.wantsMore else { break }
        }
        return isValid
    }

    private func note(_ elements: [JSONValue], _ evaluation: inout Evaluation) {
        if rest != nil {
            evaluation.evaluated.hasAllElements = true
        } else {
            evaluation.evaluated.leadingElements = max(evaluation.evaluated.leadingElements, prefix.count)
        }
    }

    private func refuse(_ elements: [JSONValue], _ instance: JSONValue, _ evaluation: inout Evaluation)
        -> Bool
    {
        let due =
            prefix.isEmpty ? "no elements" : "at most \(prefix.count) element\(prefix.count == 1 ? "" : "s")"
        return evaluation.fail(restKeyword, .excess, instance, "expected \(due), got \(elements.count)")
    }

    func coerce(_ instance: inout JSONValue, with coercer: inout Coercer) throws(SchemaError) {
        guard case .array(var elements) = instance else { return }
        for index in elements.indices {
            guard let schema = index < prefix.count ? prefix[index] : rest else { break }
            try coercer.coerce(&elements[index], by: schema, at: .index(index))
        }
        instance = .array(elements)
    }
}
