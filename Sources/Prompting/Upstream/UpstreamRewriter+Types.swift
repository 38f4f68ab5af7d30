// SPDX-License-Identifier: Apache-2.0

import JSON

extension UpstreamRewriter {
    private static let annotations = ["title", "description", "default", "examples", "deprecated"]

    /// One type, or an alternative for each: MLX servers and chat templates want `type` to be a string.
    mutating func splitTypes(_ members: inout JSONObject, _ keywords: UpstreamKeywords) {
        let names = (members["type"]?.array ?? []).compactMap(\.string)
        let types = names.filter { $0 != "null" }
        guard types.count > 1 else {
            members["type"] = .string(types.first ?? "null")
            note("type", "shown as \(types.first ?? "null"): servers and chat templates take one type.")
            return
        }
        guard keywords.isDisjoint(with: [.alternatives, .allOf, .values]) else {
            members["type"] = nil
            note("type", "left out: servers and chat templates take one type.")
            return
        }
        note("type", "shown as alternatives: servers and chat templates take one type.")
        var outer = JSONObject()
        for name in members.names where Self.annotations.contains(name) { outer[name] = members[name] }
        outer["anyOf"] = .array(names.map { .object(Self.part(of: members, for: $0)) })
        members = outer
    }

    /// What a schema of several types says of one.
    private static func part(of members: JSONObject, for type: String) -> JSONObject {
        var part: JSONObject = ["type": .string(type)]
        for (name, value) in members where name != "type" && !annotations.contains(name) {
            let implied = UpstreamKeywords(of: CollectionOfOne(name)).impliedType
            if implied == nil || implied == type || (implied == "number" && type == "integer") {
                part[name] = value
            }
        }
        return part
    }

    /// Says the type that is meant, or that any value will do.
    mutating func addType(_ members: inout JSONObject, _ keywords: UpstreamKeywords) {
        if let type = keywords.impliedType {
            members["type"] = .string(type)
            note("shown as \(type): some grammars have no rule for a schema without a type.")
        } else {
            members["anyOf"] = Self.anyValue["anyOf"]
            note("spelt out: some grammars have no rule for any value, or take an object for it.")
        }
    }

    /// Says what is in an array.
    mutating func addItems(_ members: inout JSONObject, _ keywords: UpstreamKeywords) {
        switch members["items"] {
        case nil where !keywords.contains(.prefixItems):
            members["items"] = Self.anyElement
            note("given \"items\": servers refuse arrays without.")
        case .bool(false) where keywords.contains(.prefixItems):
            members["items"] = nil
            note("items", "left out: a grammar has no rule for false.")
        case .bool(false):
            members["items"] = Self.anyElement
            members["maxItems"] = 0
            note("items", "shown as \"maxItems\": a grammar has no rule for false.")
        case .bool(true), .object([:]):
            members["items"] = Self.anyElement
            note("items", "spelt out: some grammars take only objects for any value.")
        default: break
        }
    }
}
