// SPDX-License-Identifier: Apache-2.0

/// Finds the names a person or a model may have meant.
public enum NearestNames {
    /// The candidates closest to `name`, best first; empty when none is close.
    ///
    /// Close means: equal but for case, `_` and `-`; one a prefix of the other; or within an edit distance
    /// (insert, delete, replace, swap neighbours) of a third of the longer name.
    ///
    /// - Complexity: O(candidates × length²), with names cut to 64 bytes.
    public static func of(
        _ name: String, among candidates: some Sequence<String>, limit: Int = 3
    ) -> [String] {
        let wanted = folded(name)
        guard !wanted.isEmpty else { return [] }
        var ranked: [(distance: Int, name: String)] = []
        for candidate in candidates {
            let other = folded(candidate)
            guard let distance = distance(wanted, other) else { continue }
            ranked.append((distance, candidate))
        }
        ranked.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return ranked.prefix(limit).map(\.name)
    }

    /// A sentence part such as ` Did you mean "math"?`, or nothing when no candidate is close.
    public static func hint(for name: String, among candidates: some Sequence<String>) -> String? {
        let near = of(name, among: candidates)
        guard !near.isEmpty else { return nil }
        return "Did you mean \(near.map { "\"\($0)\"" }.joined(separator: " or "))?"
    }

    private static let comparedBytes = 64

    private static func folded(_ name: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in name.utf8.prefix(comparedBytes)
        where byte != UInt8(ascii: "_") && byte != UInt8(ascii: "-") {
            let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            bytes.append(isUpper ? byte | 0x20 : byte)
        }
        return bytes
    }

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int? {
        if left == right { return 0 }
        guard !left.isEmpty, !right.isEmpty else { return nil }
        let shorter = min(left.count, right.count)
        if shorter >= 3, left.starts(with: right) || right.starts(with: left) { return 1 }
        let allowed = max(1, max(left.count, right.count) / 3)
        guard abs(left.count - right.count) <= allowed else { return nil }
        let edits = editDistance(left, right)
        return edits <= allowed ? edits + 1 : nil
    }

    /// The optimal string alignment distance (edits and swaps of neighbours).
    private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let cost = left[row - 1] == right[column - 1] ? 0 : 1
                var best = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + cost)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1]
                {
                    best = min(best, beforePrevious[column - 2] + 1)
                }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
