// SPDX-License-Identifier: Apache-2.0

/// A violation with its weight, while they are being gathered.
struct FoundViolation {
    /// How much a violation tells, the most telling first.
    enum Rank: Int, Comparable {
        /// A name that resembles a known one, which explains what else is missing.
        case misspelling
        case missing
        case kind
        case bound
        case excess
        /// A rule about the value as a whole, often caused by the others.
        case rule

        static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
    }

    var rank: Rank
    /// What was due instead, as a phrase, where the value as such is wrong.
    var expected: String?
    var violation: SchemaViolation
}

extension [FoundViolation] {
    /// The violations, the most useful first, otherwise as found.
    func inOrderOfUse(atMost limit: Int) -> [SchemaViolation] {
        enumerated()
            .sorted { ($0.element.rank.rawValue, $0.offset) < ($1.element.rank.rawValue, $1.offset) }
            .prefix(limit)
            .map(\.element.violation)
    }
}
