// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// Whether a keyword's schemas are evaluated on the instance itself or on parts of it.
    enum Application {
        case inPlace
        case parts
    }

    /// The schema that `keyword` holds.
    mutating func subschema(
        _ keyword: String, of object: SchemaObject, _ application: Application
    ) throws(SchemaError) -> Subschema? {
        guard let value = object.members[keyword] else { return nil }
        let node = try compile(value, at: object.place.appending(keyword), in: object.resource)
        note(node, in: object, application)
        return Subschema(node: node, path: [.name(keyword)])
    }

    /// The schemas that `keyword` holds in an array; nil when the keyword is absent.
    mutating func subschemas(
        in keyword: String, of object: SchemaObject, _ application: Application
    ) throws(SchemaError) -> [Subschema]? {
        guard let elements = try object.array(keyword) else { return nil }
        guard !elements.isEmpty else { throw object.refusal(keyword, "an array of at least one schema") }
        var schemas: [Subschema] = []
        let place = object.place.appending(keyword)
        for (index, value) in elements.enumerated() {
            let node = try compile(value, at: place.appending(index), in: object.resource)
            note(node, in: object, application)
            schemas.append(Subschema(node: node, path: [.name(keyword), .index(index)]))
        }
        return schemas
    }

    /// The schemas that `keyword` holds by name; empty when the keyword is absent.
    mutating func subschemas(
        byNameIn keyword: String, of object: SchemaObject, _ application: Application
    ) throws(SchemaError) -> [(name: String, value: Subschema)] {
        guard let members = try object.object(keyword) else { return [] }
        var schemas: [(name: String, value: Subschema)] = []
        schemas.reserveCapacity(members.count)
        let place = object.place.appending(keyword)
        for (name, value) in members {
            let node = try compile(value, at: place.appending(name), in: object.resource)
            note(node, in: object, application)
            schemas.append((name, Subschema(node: node, path: [.name(keyword), .name(name)])))
        }
        return schemas
    }

    mutating func note(_ node: Int, in object: SchemaObject, _ application: Application) {
        guard application == .inPlace else { return }
        inPlace.append(InPlaceEdge(from: object.node, to: .node(node)))
    }

    /// Whether the schema is `false`, so that a keyword can say it better.
    func isFalse(_ schema: Subschema) -> Bool {
        nodes[schema.node].verdict == false
    }
}
