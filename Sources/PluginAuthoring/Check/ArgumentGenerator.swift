// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema

/// Makes arguments that follow a tool's schema: its own examples, the edges of what it allows, and random ones.
///
/// What it makes up is held against the compiled schema and kept only when it follows it, so a keyword that it does not
/// know costs cases and never brings a wrong one.
struct ArgumentGenerator {
    private let root: JSONValue
    private let schema: Schema
    private let values: SchemaValues

    /// The most cases at the edges.
    private static let boundaryLimit = 200
    /// How often a random case is tried.
    private static let attempts = 20

    init(_ schema: Schema) {
        self.schema = schema
        root = schema.source
        values = SchemaValues(root: schema.source)
    }

    /// What the schema gives as examples, each followed or not.
    var declared: [JSONValue] {
        root["examples"]?.array ?? []
    }

    /// Whether arguments follow the schema.
    func accepts(_ arguments: JSONObject) -> Bool {
        // A schema that cannot be worked out within its limits accepts nothing.
        (try? schema.accepts(.object(arguments))) == true
    }

    /// One call that should work: the first example, else the smallest one; nil when none was found.
    var typical: JSONObject? {
        let candidates = declared.compactMap(\.object) + [least, full].compactMap { $0 }
        return candidates.first(where: accepts) ?? random(seed: 0, count: 1).first
    }

    /// Each property at its edges, the others as they are in the smallest and the largest call.
    func boundaries() -> [JSONObject] {
        guard let base = typical ?? least else { return [] }
        var cases = [least, full].compactMap { $0 }
        for (name, property) in properties {
            for value in values.edges(of: property) {
                var arguments = base
                arguments[name] = value
                cases.append(arguments)
            }
        }
        var seen: Set<JSONObject> = []
        return Array(cases.filter { seen.insert($0).inserted && accepts($0) }.prefix(Self.boundaryLimit))
    }

    /// `count` cases, or fewer when the schema is too narrow to hit; the same for the same seed.
    func random(seed: UInt64, count: Int) -> [JSONObject] {
        var numbers = RandomNumbers(seed: seed)
        var cases: [JSONObject] = []
        for _ in 0..<count {
            for _ in 0..<Self.attempts {
                guard let object = values.random(of: root, using: &numbers)?.object, accepts(object) else {
                    continue
                }
                cases.append(object)
                break
            }
        }
        return cases
    }

    private var properties: [(String, JSONValue)] {
        values.properties(of: root)
    }

    private var least: JSONObject? {
        object(of: properties.filter { required.contains($0.0) })
    }

    private var full: JSONObject? { object(of: properties) }

    private var required: Set<String> {
        Set((root["required"]?.array ?? []).compactMap(\.string))
    }

    private func object(of members: [(String, JSONValue)]) -> JSONObject? {
        var result: JSONObject = [:]
        for (name, property) in members {
            guard let value = values.edges(of: property).first else { return nil }
            result[name] = value
        }
        return result
    }
}
