// SPDX-License-Identifier: Apache-2.0

import JSON

extension UpstreamRewriter {
    /// The longest way from a `$ref` to what it means; longer ones are taken for any value.
    private static let referenceSteps = 8
    private static let referenceReason =
        "left out: grammars follow plain pointers to existing definitions only."

    // MARK: - References

    /// Takes away a reference that llama.cpp does not follow, and says what can be said without it.
    ///
    /// - Returns: whether it did.
    mutating func replaceUnsupportedReference(_ members: inout JSONObject) -> Bool {
        guard let reference = members["$ref"]?.string, !isSupported(reference) else { return false }
        members["$ref"] = nil
        if reference == "#", members["type"] == nil {
            members["type"] = "object"
            note("$ref", "shown as an object: grammars cannot lead back to the root.")
        } else {
            note("$ref", Self.referenceReason)
        }
        return true
    }

    /// Whether it leads by names, none of them escaped, to a definition or property near the root that is there.
    private func isSupported(_ reference: String) -> Bool {
        target(of: reference) != nil
    }

    /// What a reference that llama.cpp follows leads to; nil for any other, and where there is no schema, or none that is
    /// rewritten.
    private func target(of reference: String) -> JSONValue? {
        guard reference.hasPrefix("#/"), !reference.utf8.contains(UInt8(ascii: "~")),
            !reference.utf8.contains(UInt8(ascii: "%"))
        else { return nil }
        let tokens = reference.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false)
        guard !followsNoReference, !tokens.dropFirst().contains("$defs"),
            tokens.first.map({ UpstreamKeywords.subschemaNames.contains(String($0)) }) == true,
            tokens.allSatisfy({ token in token.utf8.contains { $0 < 0x30 || $0 > 0x39 } }),
            let target = root[JSONPointer(tokens: tokens.map(String.init))], target.object != nil
        else { return nil }
        return target
    }

    /// Leaves out members that grammars pass over when a reference in them would be looked up all the same: in examples and
    /// notes as well.
    mutating func dropUnsupportedReferences(_ members: inout JSONObject) {
        for (name, value) in members {
            guard !UpstreamKeywords.subschemaNames.contains(name), hasUnsupportedReference(value, depth: 0)
            else { continue }
            members[name] = nil
            note(name, Self.referenceReason)
        }
    }

    private func hasUnsupportedReference(_ value: JSONValue, depth: Int) -> Bool {
        // Nothing is lost by leaving out what is nested deeper than is shown.
        guard depth < 4 * UpstreamLimits.depth else { return true }
        switch value {
        case .array(let elements):
            return elements.contains { hasUnsupportedReference($0, depth: depth + 1) }
        case .object(let members):
            if let reference = members["$ref"] { return reference.string.map(isSupported) != true }
            return members.contains { hasUnsupportedReference($0.value, depth: depth + 1) }
        default:
            return false
        }
    }

    private func resolved(_ schema: JSONValue) -> JSONObject? {
        var schema = schema
        for _ in 0..<Self.referenceSteps {
            guard let reference = schema["$ref"]?.string else { return schema.object }
            guard let target = target(of: reference) else { return nil }
            schema = target
        }
        return nil
    }

    // MARK: - Combinations

    /// Deals with `allOf`, and with alternatives beside `properties`, of which llama.cpp heeds only the former.
    mutating func simplifyCombination(_ members: inout JSONObject, _ keywords: UpstreamKeywords) {
        if keywords.contains(.properties) { return flatten(&members) }
        guard let parts = members["allOf"]?.array else { return }
        if parts.count == 1, let part = parts[0].object {
            var merged = part
            for (name, value) in members where name != "allOf" { merged[name] = value }
            members = merged
            note("allOf", "shown in one with what stands beside it.")
            return
        }
        let areKnown = parts.allSatisfy { part in
            resolved(part).map { $0["properties"] != nil || $0["enum"] != nil } ?? false
        }
        if areKnown, members["type"] == nil || members["type"] == "object" { return }
        members["allOf"] = nil
        note("allOf", "left out: llama.cpp takes it for an object.")
    }

    /// Puts the properties of all parts into one object, none of them required by an alternative.
    mutating func flatten(_ members: inout JSONObject) {
        for name in ["allOf", "anyOf", "oneOf"] {
            guard let parts = members[name]?.array else { continue }
            var found = JSONObject()
            var required = members["required"]?.array ?? []
            for part in parts {
                guard let part = resolved(part) else { continue }
                for (property, schema) in part["properties"]?.object ?? [:] {
                    found[property] = found[property].map { Self.either($0, schema) } ?? schema
                }
                if name == "allOf" {
                    required += (part["required"]?.array ?? []).filter { !required.contains($0) }
                }
            }
            if !found.isEmpty {
                var properties = members["properties"]?.object ?? [:]
                for (property, schema) in found where properties[property] == nil {
                    properties[property] = schema
                }
                members["properties"] = .object(properties)
            }
            if name == "allOf", !required.isEmpty { members["required"] = .array(required) }
            members[name] = nil
            note(name, "shown as one object: servers take no \"\(name)\" beside or instead of properties.")
        }
    }

    /// A schema for what either of two allows.
    private static func either(_ one: JSONValue, _ other: JSONValue) -> JSONValue {
        if one == other { return one }
        if let values = Self.values(of: one), let more = Self.values(of: other) {
            var merged: JSONObject = [:]
            if let type = one["type"], type == other["type"] { merged["type"] = type }
            merged["enum"] = .array(values + more.filter { !values.contains($0) })
            return .object(merged)
        }
        let parts = one.object.flatMap { $0.count == 1 ? $0["anyOf"]?.array : nil } ?? [one]
        return parts.contains(other) ? one : ["anyOf": .array(parts + [other])]
    }

    /// The values that a schema names.
    private static func values(of schema: JSONValue) -> [JSONValue]? {
        schema["const"].map { [$0] } ?? schema["enum"]?.array
    }
}
