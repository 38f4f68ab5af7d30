// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// `dependentRequired`, `dependentSchemas`, and the older `dependencies` that is both.
    mutating func compileDependencyKeywords(
        of object: SchemaObject, into keywords: inout [any SchemaKeyword]
    ) throws(SchemaError) {
        for (name, value) in try object.object("dependentRequired") ?? [:] {
            guard let names = SchemaObject.distinctNames(value) else {
                throw object.refusal("dependentRequired", "an object of arrays of different strings")
            }
            keywords.append(DependentRequired(keyword: "dependentRequired", trigger: name, names: names))
        }
        for (name, schema) in try subschemas(byNameIn: "dependentSchemas", of: object, .inPlace) {
            keywords.append(DependentSchema(trigger: name, schema: schema))
        }
        for (name, value) in try object.object("dependencies") ?? [:] {
            if value.array != nil {
                guard let names = SchemaObject.distinctNames(value) else {
                    throw object.refusal(
                        "dependencies", "an object of schemas and arrays of different strings")
                }
                keywords.append(DependentRequired(keyword: "dependencies", trigger: name, names: names))
            } else {
                let place = object.place.appending("dependencies").appending(name)
                let node = try compile(value, at: place, in: object.resource)
                note(node, in: object, .inPlace)
                let schema = Subschema(node: node, path: [.name("dependencies"), .name(name)])
                keywords.append(DependentSchema(trigger: name, schema: schema))
            }
        }
    }
}

/// Members that must be there when another is.
private struct DependentRequired: SchemaKeyword {
    let keyword: String
    let trigger: String
    let names: [String]

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .object(let members) = instance, members[trigger] != nil else { return true }
        try evaluation.spend(names.count)
        var isValid = true
        for name in names where members[name] == nil {
            isValid = evaluation.fail(
                keyword, .missing, instance,
                """
                the property \(ValuePreview.text(of: .string(name))) is missing, which \
                \(ValuePreview.text(of: .string(trigger))) requires
                """
            )
            guard evaluation.wantsMore else { break }
        }
        return isValid
    }
}

/// A schema that applies when a member is there.
private struct DependentSchema: SchemaKeyword {
    let trigger: String
    let schema: Subschema

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .object(let members) = instance, members[trigger] != nil else { return true }
        return try evaluation.apply(schema, to: instance)
    }

    func coerce(_ instance: inout JSONValue, with coercer: inout Coercer) throws(SchemaError) {
        guard case .object(let members) = instance, members[trigger] != nil else { return }
        try coercer.coerce(&instance, by: schema.node)
    }
}
