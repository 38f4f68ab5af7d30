// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON

extension SchemaCompiler {
    /// `properties`, `patternProperties`, `additionalProperties`, `propertyNames`, `required`,
    /// `minProperties` and `maxProperties`.
    mutating func compileObjectKeywords(
        of object: SchemaObject, into keywords: inout [any SchemaKeyword]
    ) throws(SchemaError) {
        if let names = try object.names("required"), !names.isEmpty {
            keywords.append(RequiredKeyword(names: names))
        }
        let low = try object.count("minProperties")
        let high = try object.count("maxProperties")
        if low != nil || high != nil {
            keywords.append(MemberCountKeyword(low: low ?? 0, high: high ?? .max))
        }
        if let schema = try subschema("propertyNames", of: object, .parts) {
            keywords.append(PropertyNamesKeyword(schema: schema))
        }
        let named = try subschemas(byNameIn: "properties", of: object, .parts)
        var patterns: [(pattern: Pattern, schema: Subschema)] = []
        for (text, schema) in try subschemas(byNameIn: "patternProperties", of: object, .parts) {
            let pointer = object.pointer.appending("patternProperties").appending(text)
            patterns.append((try pattern(text, at: pointer), schema))
        }
        let others = try subschema("additionalProperties", of: object, .parts)
        guard !named.isEmpty || !patterns.isEmpty || others != nil else { return }
        keywords.append(
            MembersKeyword(
                named: JSONDictionary(named), patterns: patterns, others: others,
                refusesOthers: others.map(isFalse) ?? false
            )
        )
    }
}

/// `required`.
private struct RequiredKeyword: SchemaKeyword {
    let names: [String]

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .object(let members) = instance else { return true }
        try evaluation.spend(names.count)
        var isValid = true
        for name in names where members[name] == nil {
            isValid = evaluation.fail("required", .missing, instance, sentence(name))
            guard evaluation.wantsMore else { break }
        }
        return isValid
    }

    private func sentence(_ name: String) -> String {
        "the required property \(ValuePreview.text(of: .string(name))) is missing"
    }
}

/// `minProperties` and `maxProperties`.
private struct MemberCountKeyword: SchemaKeyword {
    let low: Int
    let high: Int

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .object(let members) = instance else { return true }
        let count = members.count
        if count < low {
            return evaluation.failCount("minProperties", count, "property", "properties", instance)
        }
        if count > high {
            return evaluation.failCount("maxProperties", count, "property", "properties", instance)
        }
        return true
    }
}

/// `propertyNames`: the schema of the names, which are strings.
private struct PropertyNamesKeyword: SchemaKeyword {
    let schema: Subschema

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .object(let members) = instance else { return true }
        var isValid = true
        for name in members.names {
            guard try !evaluation.accepts(schema, part: .string(name)) else { continue }
            let expectation = Expectation(of: evaluation.program.sources[schema.node])
            let phrase = expectation.phrase(for: .string(name))
            isValid = evaluation.fail(
                "propertyNames", .excess, instance,
                "the property name \(ValuePreview.text(of: .string(name))) is not allowed; expected \(phrase)"
            )
            guard evaluation.wantsMore else { break }
        }
        return isValid
    }
}

/// `properties`, `patternProperties` and `additionalProperties`, in one pass over the members.
private struct MembersKeyword: SchemaKeyword {
    let named: JSONDictionary<Subschema>
    let patterns: [(pattern: Pattern, schema: Subschema)]
    let others: Subschema?
    let refusesOthers: Bool

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .object(let members) = instance else { return true }
        if evaluation.tracksEvaluated, others != nil { evaluation.evaluated.hasAllMembers = true }
        var isValid = true
        for (name, value) in members where try !allows(name, value, members, &evaluation) {
            isValid = false
            guard evaluation.wantsMore else { break }
        }
        return isValid
    }

    private func allows(
        _ name: String, _ value: JSONValue, _ members: JSONObject, _ evaluation: inout Evaluation
    ) throws(SchemaError) -> Bool {
        var isAllowed = true
        var isKnown = false
        if let schema = named[name] {
            isKnown = true
            isAllowed = try evaluation.apply(schema, to: value, at: .name(name))
        }
        for (pattern, schema) in patterns where try evaluation.matches(pattern, name) {
            isKnown = true
            guard try !evaluation.apply(schema, to: value, at: .name(name)) else { continue }
            isAllowed = false
        }
        if isKnown {
            if evaluation.tracksEvaluated { evaluation.evaluated.members.insert(JSONKey(name)) }
            return isAllowed
        }
        if refusesOthers { return refuse(name, members, &evaluation) }
        guard let others else { return true }
        return try evaluation.apply(others, to: value, at: .name(name))
    }

    private func refuse(_ name: String, _ members: JSONObject, _ evaluation: inout Evaluation) -> Bool {
        guard evaluation.wantsMore else { return false }
        let free = named.keys.lazy.filter { members[$0] == nil }.prefix(Evaluation.comparedNames)
        let near = NearestNames.of(name, among: free)
        let advice: String
        if !near.isEmpty {
            advice =
                "did you mean \(near.map { ValuePreview.text(of: .string($0)) }.joined(separator: " or "))?"
        } else if named.keys.isEmpty {
            advice = "none is known"
        } else {
            advice = "known are \(ValuePreview.list(named.keys.lazy.map(JSONValue.string)))"
        }
        return evaluation.fail(
            "additionalProperties", near.isEmpty ? .excess : .misspelling, .object(members),
            "there is no property \(ValuePreview.text(of: .string(name))); \(advice)"
        )
    }

    func coerce(_ instance: inout JSONValue, with coercer: inout Coercer) throws(SchemaError) {
        guard case .object(var members) = instance else { return }
        for (name, value) in members {
            var part = value
            for schema in try schemas(of: name, &coercer) {
                try coercer.coerce(&part, by: schema, at: .name(name))
            }
            if part != value { members[name] = part }
        }
        for name in named.keys {
            if let schema = named[name] { coercer.fillDefault(of: name, by: schema, into: &members) }
        }
        instance = .object(members)
    }

    /// The schemas that a member of that name must satisfy.
    private func schemas(of name: String, _ coercer: inout Coercer) throws(SchemaError) -> [Subschema] {
        var schemas: [Subschema] = []
        if let schema = named[name] { schemas.append(schema) }
        for (pattern, schema) in patterns where try coercer.matches(pattern, name) { schemas.append(schema) }
        return schemas.isEmpty ? [others].compactMap(\.self) : schemas
    }
}
