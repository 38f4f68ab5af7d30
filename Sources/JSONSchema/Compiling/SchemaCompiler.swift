// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON

/// Turns a schema into a program: checks every keyword, gives every subschema a node, follows every
/// reference.
struct SchemaCompiler {
    let options: SchemaOptions
    var nodes: [SchemaNode] = []
    private var sources: [JSONObject] = []
    /// Where each node comes from, by its index.
    var places: [SchemaPlace] = []
    /// Nodes by place, filled as far as `indexedPlaces` when a reference by pointer asks.
    var nodesByPlace: [SchemaPlace: Int] = [:]
    var indexedPlaces = 0
    var documents: [JSONValue] = []
    var resources: [SchemaResource] = []
    var resourcesByURI: [String: Int] = [:]
    var pending: [PendingReference] = []
    var references: [SchemaReference] = []
    /// Which nodes are evaluated on the same instance as which others, for finding cycles.
    var inPlace: [InPlaceEdge] = []
    private var depth = 0

    init(options: SchemaOptions) {
        self.options = options
    }

    mutating func program(for source: JSONValue) throws(SchemaError) -> SchemaProgram {
        let root = try compileDocument(source, uri: SchemaURI(""))
        try resolveReferences()
        try refuseCycles()
        return SchemaProgram(
            nodes: nodes, sources: sources, references: references, root: root, limits: options.limits,
            hasDynamicReferences: references.contains { !$0.alternatives.isEmpty }
        )
    }

    // MARK: - Schemas

    /// Compiles the schema at `place`; `resource` is the one around it, nil for a document's root.
    mutating func compile(
        _ value: JSONValue, at place: SchemaPlace, in resource: Int?, uri: SchemaURI? = nil
    ) throws(SchemaError) -> Int {
        depth += 1
        defer { depth -= 1 }
        guard depth <= options.limits.depth else {
            throw .tooDeep(place.pointer, limit: options.limits.depth)
        }
        guard nodes.count < options.limits.nodes else { throw .tooManyNodes(limit: options.limits.nodes) }
        let index = nodes.count
        nodes.append(SchemaNode())
        sources.append(JSONObject())
        places.append(place)
        switch value {
        case .bool(let verdict):
            nodes[index].verdict = verdict
            nodes[index].resource = try self.resource(of: [:], at: place, node: index, in: resource, uri: uri)
        case .object(let members):
            let own = try self.resource(of: members, at: place, node: index, in: resource, uri: uri)
            nodes[index].resource = own
            try compileObject(knownMembers(of: members, at: place, node: index, in: own))
        default:
            throw .notASchema(place.pointer, kind: value.kind)
        }
        return index
    }

    private mutating func compileObject(
        _ known: (object: SchemaObject, families: KeywordFamilies)
    ) throws(SchemaError) {
        let (object, families) = known
        sources[object.node] = object.members
        nodes[object.node].types = try types(of: object)
        var keywords: [any SchemaKeyword] = []
        if families.contains(.core) { try compileCoreKeywords(of: object) }
        if families.contains(.values) { try compileValueKeywords(of: object, into: &keywords) }
        if families.contains(.numbers) { try compileNumberKeywords(of: object, into: &keywords) }
        if families.contains(.strings) { try compileStringKeywords(of: object, into: &keywords) }
        if families.contains(.arrays) { try compileArrayKeywords(of: object, into: &keywords) }
        if families.contains(.objects) { try compileObjectKeywords(of: object, into: &keywords) }
        if families.contains(.dependencies) { try compileDependencyKeywords(of: object, into: &keywords) }
        if families.contains(.references) { try compileReferenceKeywords(of: object, into: &keywords) }
        if families.contains(.combining) { try compileCombiningKeywords(of: object, into: &keywords) }
        if families.contains(.conditions) { try compileConditionKeywords(of: object, into: &keywords) }
        if families.contains(.annotations) { try checkAnnotations(of: object) }
        nodes[object.node].keywords = keywords
        if families.contains(.unevaluated) {
            nodes[object.node].finalKeywords = try unevaluatedKeywords(of: object)
        }
    }

    /// The members that mean something in the dialect; others are refused or dropped as the options say.
    private func knownMembers(
        of members: JSONObject, at place: SchemaPlace, node: Int, in resource: Int
    ) throws(SchemaError) -> (object: SchemaObject, families: KeywordFamilies) {
        let dialect = resources[resource].dialect
        var known = members
        if dialect.version == .draft7, let reference = members["$ref"] { known = ["$ref": reference] }
        var families: KeywordFamilies = []
        var unknown = 0
        for name in known.names {
            if let family = KeywordTable.family(of: name, in: dialect) {
                families.formUnion(family)
            } else {
                unknown += 1
                try refuseUnknown(name, at: place, in: dialect)
            }
        }
        if unknown > 0 {
            known = JSONObject(
                known.lazy.filter { KeywordTable.family(of: $0.name, in: dialect) != nil }.map {
                    ($0.name, $0.value)
                })
        }
        let object = SchemaObject(
            members: known, place: place, node: node, resource: resource, dialect: dialect
        )
        return (object, families)
    }

    private func refuseUnknown(_ name: String, at place: SchemaPlace, in dialect: Dialect) throws(SchemaError)
    {
        // Documents given along are others' work: what they do not know of this dialect is theirs.
        guard options.unknownKeywords == .refused, place.document == 0, !name.hasPrefix("x-") else { return }
        throw .unknownKeyword(
            place.pointer.appending(name), keyword: name,
            suggestion: NearestNames.hint(for: name, among: KeywordTable.names(in: dialect))
        )
    }
}
