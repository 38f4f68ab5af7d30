// SPDX-License-Identifier: Apache-2.0

import JSON

extension Evaluation {
    /// How many alternatives are looked into for the one that was probably meant.
    private static let examinedAlternatives = 16

    /// Reports that none of the alternatives fits: what they expect when the value as such is of no use to
    /// any, else what is wrong by the alternative that comes nearest.
    mutating func failAlternatives(
        _ keyword: String, _ schemas: [Subschema], _ instance: JSONValue
    ) throws(SchemaError) -> Bool {
        var found: [[FoundViolation]] = []
        for schema in schemas.prefix(Self.examinedAlternatives) {
            found.append(try violations(of: schema, instance))
        }
        let here = JSONPointer(instancePath)
        if schemas.count == found.count, let phrases = Self.phrases(of: found, at: here) {
            let due = phrases.joined(separator: " or ")
            return fail(
                keyword, .kind, instance, expected: due,
                "expected \(due), got \(ValuePreview.text(of: instance))"
            )
        }
        let costs = found.map { Self.distance($0, from: here) }
        guard let least = costs.min(), let nearest = costs.firstIndex(of: least) else { return false }
        violations.append(contentsOf: found[nearest].prefix(max(0, foundLimit - violations.count)))
        return fail(
            keyword, .rule, instance,
            "none of \(schemas.count) alternatives fits; number \(nearest + 1) comes nearest"
        )
    }

    /// What the alternatives expect; nil when one complains about something else than the value as such.
    private static func phrases(of found: [[FoundViolation]], at here: JSONPointer) -> [String]? {
        var phrases: [String] = []
        for violations in found {
            guard violations.count == 1, let only = violations.first, let phrase = only.expected,
                only.violation.instanceLocation == here
            else { return nil }
            if !phrases.contains(phrase) { phrases.append(phrase) }
        }
        return phrases
    }

    /// How far from fitting: a wrong kind of value weighs most, then a wrong mark that tells alternatives
    /// apart.
    private static func distance(_ violations: [FoundViolation], from here: JSONPointer) -> Int {
        violations.reduce(0) { sum, found in
            let depth = found.violation.instanceLocation.tokens.count - here.tokens.count
            let weight =
                switch (found.rank, found.violation.keyword) {
                case (.kind, _) where depth == 0: 10_000
                case (_, "const"), (_, "enum"): 1_000
                case (.missing, _), (.excess, _): depth == 0 ? 10 : 2
                default: depth == 0 ? 3 : 1
                }
            return sum + weight
        }
    }
}
