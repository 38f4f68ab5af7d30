// SPDX-License-Identifier: Apache-2.0

/// A pattern for names, as in a shell: `*`, `?` and `[a-z]` within a name, `**` for any folders.
struct Glob: Sendable {
    /// One part of the pattern, between slashes.
    enum Part: Sendable, Hashable {
        /// A name without wildcards.
        case name(String)
        case pattern([Unicode.Scalar])
        /// `**`: no folder, one, or several below each other.
        case anyFolders
    }

    let parts: [Part]

    /// Nil for a path without wildcards.
    init?(_ components: [String]) {
        guard components.contains(where: { $0.unicodeScalars.contains { "*?[".unicodeScalars.contains($0) } })
        else { return nil }
        parts = components.map { component in
            if component == "**" { return .anyFolders }
            let isPlain = !component.unicodeScalars.contains { "*?[".unicodeScalars.contains($0) }
            return isPlain ? .name(component) : .pattern(Array(component.unicodeScalars))
        }
    }

    /// Whether a pattern fits a whole name; a leading dot must be written out, as in a shell.
    ///
    /// - Complexity: O(pattern × name).
    static func matches(_ pattern: [Unicode.Scalar], _ name: String) -> Bool {
        let name = Array(name.unicodeScalars)
        if name.first == ".", pattern.first != "." { return false }
        var (place, position) = (0, 0)
        // Where to go on when the name does not fit: after the last star, one scalar later.
        var retry: (place: Int, position: Int)?
        while position < name.count {
            if place < pattern.count, pattern[place] == "*" {
                retry = (place + 1, position)
                place += 1
            } else if place < pattern.count, let length = length(of: pattern, at: place, for: name[position])
            {
                place += length
                position += 1
            } else if let again = retry {
                retry = (again.place, again.position + 1)
                (place, position) = (again.place, again.position + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }

    /// How long the piece of the pattern is that fits the scalar; nil when it does not fit.
    private static func length(
        of pattern: [Unicode.Scalar], at place: Int, for scalar: Unicode.Scalar
    ) -> Int? {
        switch pattern[place] {
        case "?": return 1
        case "[":
            guard let set = ScalarSet(pattern[(place + 1)...]) else { return scalar == "[" ? 1 : nil }
            return set.contains(scalar) ? set.length + 1 : nil
        default: return pattern[place] == scalar ? 1 : nil
        }
    }
}

/// What stands between brackets: `a-z0-9]`, with `!` or `^` in front for all others.
private struct ScalarSet {
    /// With the closing bracket.
    let length: Int
    private var ranges: [ClosedRange<Unicode.Scalar>] = []
    private var isNegated = false

    /// Nil when no bracket closes.
    init?(_ text: ArraySlice<Unicode.Scalar>) {
        var place = text.startIndex
        if let first = text.first, first == "!" || first == "^" {
            isNegated = true
            place += 1
        }
        let start = place
        while place < text.endIndex, text[place] != "]" || place == start {
            let low = text[place]
            if place + 2 < text.endIndex, text[place + 1] == "-", text[place + 2] != "]" {
                let high = text[place + 2]
                if low <= high { ranges.append(low...high) }
                place += 3
            } else {
                ranges.append(low...low)
                place += 1
            }
        }
        guard place < text.endIndex else { return nil }
        length = place + 1 - text.startIndex
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar) } != isNegated
    }
}
