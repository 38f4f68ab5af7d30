// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON

/// What a schema object asks of a plain value, in words: `an integer of at most 100`.
struct Expectation {
    private let members: JSONObject

    init(of members: JSONObject) {
        self.members = members
    }

    func sentence(about instance: JSONValue) -> String {
        let sentence = "expected \(phrase(for: instance)), got \(ValuePreview.text(of: instance))"
        guard let name = instance.string, let values = members["enum"]?.array else { return sentence }
        let hint = NearestNames.hint(
            for: name, among: values.lazy.compactMap(\.string).prefix(Evaluation.comparedNames))
        return hint.map { "\(sentence). \($0)" } ?? sentence
    }

    /// Whether the phrase says all that the schema asks.
    var isPlain: Bool {
        !members.isEmpty && members.names.allSatisfy(Self.plainKeywords.contains)
    }

    private static let plainKeywords: Set<String> = [
        "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minLength",
        "maxLength", "pattern", "title", "description",
    ]

    /// What is expected where `instance` is; nil for an instance in general.
    func phrase(for instance: JSONValue?) -> String {
        if let value = members["const"] { return ValuePreview.text(of: value) }
        if let values = members["enum"]?.array {
            return values.count == 1 ? ValuePreview.list(values) : "one of \(ValuePreview.list(values))"
        }
        guard let type = members["type"] else {
            return instance.map { described($0.kind) } ?? "a matching value"
        }
        let types = type.array?.compactMap(\.string) ?? [type.string].compactMap(\.self)
        // Bounds belong to one type: to the value's own where it is among several.
        let own = types.filter { $0 == instance?.kind || $0 == "integer" && instance?.number != nil }
        return (own.isEmpty ? types : own).map(described).joined(separator: " or ")
    }

    private func described(_ type: String) -> String {
        switch type {
        case "integer": "an integer\(numericBounds)"
        case "number": "a number\(numericBounds)"
        case "string":
            "a string\(counts("minLength", "maxLength", "of", "character", "characters"))\(pattern)"
        case "array": "an array\(counts("minItems", "maxItems", "of", "element", "elements"))"
        case "object":
            "an object\(counts("minProperties", "maxProperties", "with", "property", "properties"))"
        case "boolean": "true or false"
        default: type
        }
    }

    private var numericBounds: String {
        let low = members["minimum"]?.number?.text
        let high = members["maximum"]?.number?.text
        var text =
            switch (low, high) {
            case (let low?, let high?): " from \(low) to \(high)"
            case (let low?, nil): " of at least \(low)"
            case (nil, let high?): " of at most \(high)"
            case (nil, nil): ""
            }
        if let low = members["exclusiveMinimum"]?.number?.text { text += " above \(low)" }
        if let high = members["exclusiveMaximum"]?.number?.text { text += " below \(high)" }
        if let step = members["multipleOf"]?.number?.text { text += " that is a multiple of \(step)" }
        return text
    }

    private var pattern: String {
        guard let pattern = members["pattern"]?.string else { return "" }
        return " matching \(ValuePreview.text(of: .string(pattern)))"
    }

    private func counts(
        _ low: String, _ high: String, _ preposition: String, _ one: String, _ many: String
    ) -> String {
        let low = members[low]?.number?.text
        let high = members[high]?.number?.text
        return switch (low, high) {
        case (let low?, let high?) where low == high:
            " \(preposition) exactly \(low) \(low == "1" ? one : many)"
        case (let low?, let high?): " \(preposition) \(low) to \(high) \(many)"
        case (let low?, nil): " \(preposition) at least \(low) \(low == "1" ? one : many)"
        case (nil, let high?): " \(preposition) at most \(high) \(high == "1" ? one : many)"
        case (nil, nil): ""
        }
    }
}
