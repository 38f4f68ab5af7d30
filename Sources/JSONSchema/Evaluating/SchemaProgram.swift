// SPDX-License-Identifier: Apache-2.0

import JSON

/// A compiled schema: a flat, immutable graph of nodes.
final class SchemaProgram: Sendable {
    let nodes: [SchemaNode]
    /// The schema objects of the nodes, for sentences about what they expect; apart, since validations that succeed
    /// never touch them.
    let sources: [JSONObject]
    /// Where each reference leads, by the number its keyword holds.
    let references: [SchemaReference]
    let root: Int
    let limits: SchemaLimits
    /// Whether the way to a node can decide where a reference leads.
    let hasDynamicReferences: Bool

    init(
        nodes: [SchemaNode], sources: [JSONObject], references: [SchemaReference], root: Int,
        limits: SchemaLimits, hasDynamicReferences: Bool
    ) {
        self.nodes = nodes
        self.sources = sources
        self.references = references
        self.root = root
        self.limits = limits
        self.hasDynamicReferences = hasDynamicReferences
    }
}

/// One schema of the graph.
struct SchemaNode: Sendable {
    /// The answer of the schemas `true` and `false`; nil for an object.
    var verdict: Bool?
    /// What `type` allows; nil when there is no such keyword.
    var types: TypeSet?
    /// In the order in which they are to be evaluated.
    var keywords: [any SchemaKeyword] = []
    /// Keywords that ask what the others, also those of schemas applied in place, have evaluated.
    var finalKeywords: [any SchemaKeyword] = []
    /// The schema resource that the node belongs to.
    var resource = 0
}

/// Where a `$ref` or `$dynamicRef` leads.
struct SchemaReference: Sendable {
    var node: Int
    /// Where a dynamic reference leads instead when a resource was entered before, by resource.
    var alternatives: [Int: Int] = [:]
}

/// One compiled keyword, or a few that only work together.
protocol SchemaKeyword: Sendable {
    /// Whether `instance` satisfies the keyword. While violations are collected, each one is reported.
    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool
    /// Changes `instance` as the schemas ask that the keyword applies.
    func coerce(_ instance: inout JSONValue, with coercer: inout Coercer) throws(SchemaError)
}

extension SchemaKeyword {
    /// Nothing, for keywords that apply no schemas.
    func coerce(_ instance: inout JSONValue, with coercer: inout Coercer) throws(SchemaError) {}
}

/// A schema applied by a keyword, with the way to it from the schema that has the keyword.
struct Subschema: Sendable {
    let node: Int
    let path: [PathToken]
}

/// One step of a location, turned into text only when a violation needs it.
enum PathToken: Sendable, Hashable {
    case name(String)
    case index(Int)

    var text: String {
        switch self {
        case .name(let name): name
        case .index(let index): String(index)
        }
    }
}

extension JSONPointer {
    init(_ path: [PathToken]) {
        self.init(tokens: path.map(\.text))
    }
}
