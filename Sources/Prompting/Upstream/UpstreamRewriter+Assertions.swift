// SPDX-License-Identifier: Apache-2.0

import JSON

extension UpstreamRewriter {
    /// The formats that MLX servers know; llama.cpp passes over those it does not.
    private static let formats: Set<String> = ["date", "time", "date-time", "uuid", "uri", "email"]

    mutating func rewriteAssertions(_ members: inout JSONObject, _ keywords: UpstreamKeywords) {
        if keywords.contains(.pattern) { rewritePattern(&members) }
        if keywords.contains(.format) { rewriteFormat(&members) }
        if keywords.contains(.repetitions) { rewriteRepetitions(&members) }
        if keywords.contains(.numbers) { rewriteNumbers(&members) }
        if keywords.contains(.enumeration) { rewriteEnumeration(&members) }
    }

    private mutating func rewritePattern(_ members: inout JSONObject) {
        guard let pattern = members["pattern"]?.string else { return }
        guard let respelt = UpstreamPattern.respelt(pattern) else {
            members["pattern"] = nil
            tell("Must match the regular expression \(pattern)", in: &members)
            note("pattern", "told in the description: llama.cpp's grammars cannot say this pattern.")
            return
        }
        guard respelt != pattern else { return }
        members["pattern"] = .string(respelt)
        note("pattern", "shown as \(respelt): llama.cpp's grammars refuse the original's spelling.")
    }

    private mutating func rewriteFormat(_ members: inout JSONObject) {
        guard let format = members["format"]?.string, !Self.formats.contains(format) else { return }
        members["format"] = nil
        tell("Format: \(format)", in: &members)
        note("format", "told in the description: MLX servers refuse formats that they do not know.")
    }

    private mutating func rewriteRepetitions(_ members: inout JSONObject) {
        for name in ["minLength", "maxLength", "minItems", "maxItems"] {
            guard let bound = members[name]?.number else { continue }
            // Bounds written with a fraction, such as 5.0, are whole numbers to the standard only.
            guard let count = bound.exactly(Int.self), count <= UpstreamLimits.repetitions else {
                members[name] = nil
                note(name, "left out: llama.cpp refuses grammars that count so far.")
                continue
            }
            guard bound.text != String(count) else { continue }
            members[name] = JSONValue(count)
            note(name, "shown as \(count): servers take whole numbers without a fraction only.")
        }
        for (low, high) in [("minLength", "maxLength"), ("minItems", "maxItems")] {
            guard let least = members[low]?.int, let most = members[high]?.int, least > most else { continue }
            members[low] = nil
            note(low, "left out: llama.cpp counts for ever where \"\(low)\" is above \"\(high)\".")
        }
    }

    private mutating func rewriteNumbers(_ members: inout JSONObject) {
        guard members["type"] == "integer" else { return }
        for name in UpstreamKeywords.numberNames {
            guard let bound = members[name]?.number, bound.double.magnitude >= 0x1p62 else { continue }
            members[name] = nil
            note(name, "left out: servers cannot hold so large an integer.")
        }
    }

    /// Leaves out keywords with a number beyond every double, on which servers' JSON readers fail wherever it stands.
    ///
    /// - Returns: whether there was one.
    mutating func dropOverflowingNumbers(_ members: inout JSONObject) -> Bool {
        var names: [String] = []
        for (name, value) in members {
            switch value {
            case .null, .bool, .string: continue
            case .number, .array, .object:
                // Schemas that are walked look after themselves.
                guard !UpstreamKeywords(of: CollectionOfOne(name)).contains(.subschemas) else { continue }
                if Self.overflows(value, depth: 0) { names.append(name) }
            }
        }
        for name in names {
            members[name] = nil
            note(name, "left out: servers cannot hold the number.")
        }
        return !names.isEmpty
    }

    private static func overflows(_ value: JSONValue, depth: Int) -> Bool {
        // Nothing is lost by leaving out what is nested deeper than is shown.
        guard depth < 4 * UpstreamLimits.depth else { return true }
        switch value {
        case .null, .bool, .string: return false
        case .number(let number): return !number.double.isFinite
        case .array(let elements): return elements.contains { overflows($0, depth: depth + 1) }
        case .object(let members): return members.contains { overflows($0.value, depth: depth + 1) }
        }
    }

    private mutating func rewriteEnumeration(_ members: inout JSONObject) {
        guard let values = members["enum"]?.array else { return }
        guard !values.isEmpty else {
            members["enum"] = nil
            note("enum", "left out: servers refuse an empty list.")
            if members["type"] == nil { members["type"] = "null" }
            return
        }
        let bytes = values.reduce(0) { $0 + ($1.string?.utf8.count ?? 0) }
        guard values.count > UpstreamLimits.enumValues || bytes > UpstreamLimits.enumBytes else { return }
        members["enum"] = nil
        let shown = values.prefix(10).map { $0.jsonText() }.joined(separator: ", ")
        tell("One of \(values.count) values, such as \(shown.cut(to: 400))", in: &members)
        note("enum", "told in the description: servers refuse, or are slow with, so many values.")
        if members["type"] == nil {
            let kinds = Set(values.map(\.kind))
            members["type"] = kinds.count == 1 ? kinds.first.map(JSONValue.string) : nil
            if members["type"] == nil { members["anyOf"] = Self.anyValue["anyOf"] }
        }
    }

    /// Adds a sentence to what the model is told about a value.
    private func tell(_ sentence: String, in members: inout JSONObject) {
        let text = members["description"]?.string.map { "\($0) " } ?? ""
        members["description"] = .string("\(text)\(sentence).")
    }
}

extension String {
    /// The first `count` scalars, with an ellipsis where there are more.
    fileprivate func cut(to count: Int) -> String {
        let head = unicodeScalars.prefix(count)
        return head.endIndex == unicodeScalars.endIndex ? self : String(head) + "…"
    }
}
