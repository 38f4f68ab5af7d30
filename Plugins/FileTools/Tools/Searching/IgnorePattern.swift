// SPDX-License-Identifier: Apache-2.0

/// One line of a .gitignore file; see gitignore(5).
struct IgnorePattern {
    /// Whether it takes back what an earlier line left out.
    let isNegated: Bool
    private let isForFolders: Bool
    /// Whether it is about the whole path from its file's folder on, not about the name alone.
    private let isAnchored: Bool
    private let glob: [UInt8]

    /// Nil for a line that is empty or a comment.
    init?(_ line: ArraySlice<UInt8>) {
        var text = Self.withoutFinalSpaces(line)
        guard let first = text.first, first != UInt8(ascii: "#") else { return nil }
        isNegated = first == UInt8(ascii: "!")
        if isNegated { text.removeFirst() }
        isForFolders = text.last == UInt8(ascii: "/")
        if isForFolders { text.removeLast() }
        isAnchored = text.contains(UInt8(ascii: "/"))
        if text.first == UInt8(ascii: "/") { text.removeFirst() }
        guard !text.isEmpty else { return nil }
        glob = Array(text)
    }

    /// Spaces at the end do not count, unless a backslash stands before them.
    private static func withoutFinalSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = line
        while text.last == UInt8(ascii: " "), text.dropLast().last != UInt8(ascii: "\\") { text.removeLast() }
        return text
    }

    /// Whether the line is about `path`, which is relative to the folder of its file.
    func matches(_ path: ArraySlice<UInt8>, isFolder: Bool) -> Bool {
        if isForFolders && !isFolder { return false }
        if isAnchored { return Self.matches(glob[...], path) }
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        return Self.matches(glob[...], slash.map { path[($0 + 1)...] } ?? path)
    }

    // MARK: - Wildcards

    /// Where to go on when a wildcard should have taken more.
    private struct Retry {
        let glob: ArraySlice<UInt8>
        var path: ArraySlice<UInt8>
    }

    /// Whether `glob` stands for the whole of `path`: `*` for anything but slashes, `**` between slashes for
    /// any number of folders.
    ///
    /// Goes back to the last wildcard of each kind alone, which is enough.
    ///
    /// - Complexity: O(glob × path) with one kind of wildcard, O(glob × path²) with both.
    static func matches(_ wholeGlob: ArraySlice<UInt8>, _ wholePath: ArraySlice<UInt8>) -> Bool {
        var (glob, path) = (wholeGlob, wholePath)
        var star: Retry?
        var doubleStar: Retry?
        while true {
            if let rest = afterDoubleStar(glob, in: wholeGlob) {
                if rest.isEmpty { return !path.isEmpty }
                (doubleStar, star) = (Retry(glob: rest, path: path), nil)
                glob = rest
                continue
            }
            if glob.first == UInt8(ascii: "*") {
                glob = glob.drop { $0 == UInt8(ascii: "*") }
                star = Retry(glob: glob, path: path)
                continue
            }
            if glob.isEmpty, path.isEmpty { return true }
            if let byte = path.first, step(&glob, byte) {
                path.removeFirst()
                continue
            }
            if var again = star, let byte = again.path.popFirst(), byte != UInt8(ascii: "/") {
                (glob, path, star) = (again.glob, again.path, again)
            } else if var again = doubleStar, let slash = again.path.firstIndex(of: UInt8(ascii: "/")) {
                again.path = again.path[(slash + 1)...]
                (glob, path, star, doubleStar) = (again.glob, again.path, nil, again)
            } else {
                return false
            }
        }
    }

    /// What follows `**/`, or `**` at the end, where a part of the path may begin; nil for anything else.
    private static func afterDoubleStar(
        _ glob: ArraySlice<UInt8>, in whole: ArraySlice<UInt8>
    ) -> ArraySlice<UInt8>? {
        guard glob.starts(with: "**".utf8) else { return nil }
        let isAtStart = glob.startIndex == whole.startIndex
        guard isAtStart || whole[glob.startIndex - 1] == UInt8(ascii: "/") else { return nil }
        let rest = glob.dropFirst(2)
        if rest.isEmpty { return rest }
        return rest.first == UInt8(ascii: "/") ? rest.dropFirst() : nil
    }

    /// Takes the first part of the glob if it stands for `byte`.
    private static func step(_ glob: inout ArraySlice<UInt8>, _ byte: UInt8) -> Bool {
        switch glob.first {
        case nil:
            return false
        case UInt8(ascii: "?"):
            guard byte != UInt8(ascii: "/") else { return false }
            glob.removeFirst()
        case UInt8(ascii: "["):
            guard let (holds, rest) = readClass(glob.dropFirst(), byte) else { return false }
            guard holds, byte != UInt8(ascii: "/") else { return false }
            glob = rest
        case UInt8(ascii: "\\"):
            guard glob.dropFirst().first == byte else { return false }
            glob.removeFirst(2)
        case let literal:
            guard literal == byte else { return false }
            glob.removeFirst()
        }
        return true
    }

    /// Whether a class such as `[a-c_]` or `[!0-9]` holds `byte`, and what follows it; nil when it does not
    /// end.
    private static func readClass(
        _ text: ArraySlice<UInt8>, _ byte: UInt8
    ) -> (holds: Bool, rest: ArraySlice<UInt8>)? {
        var rest = text
        let isNegated = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
        if isNegated { rest.removeFirst() }
        var holds = false
        var isFirst = true
        while var low = rest.popFirst() {
            if low == UInt8(ascii: "]"), !isFirst { return (holds != isNegated, rest) }
            isFirst = false
            if low == UInt8(ascii: "["), rest.first == UInt8(ascii: ":"),
                let (contains, after) = readName(rest.dropFirst(), byte)
            {
                holds = holds || contains
                rest = after
                continue
            }
            if low == UInt8(ascii: "\\") {
                guard let escaped = rest.popFirst() else { return nil }
                low = escaped
            }
            var high = low
            if rest.first == UInt8(ascii: "-"), let end = rest.dropFirst().first, end != UInt8(ascii: "]") {
                rest.removeFirst(2)
                high = end
                if end == UInt8(ascii: "\\") {
                    guard let escaped = rest.popFirst() else { return nil }
                    high = escaped
                }
            }
            if low <= byte, byte <= high { holds = true }
        }
        return nil
    }

    /// A named class such as `[:digit:]`, of which the names that people use are known.
    private static func readName(
        _ text: ArraySlice<UInt8>, _ byte: UInt8
    ) -> (contains: Bool, rest: ArraySlice<UInt8>)? {
        let character = Character(Unicode.Scalar(byte))
        let isASCII = byte < 0x80
        let classes: [(name: String, contains: Bool)] = [
            ("alnum", isASCII && (character.isLetter || character.isNumber)),
            ("alpha", isASCII && character.isLetter),
            ("digit", isASCII && character.isNumber),
            ("lower", isASCII && character.isLowercase),
            ("upper", isASCII && character.isUppercase),
            ("space", isASCII && character.isWhitespace),
            ("punct", isASCII && (character.isPunctuation || character.isSymbol)),
            ("xdigit", isASCII && character.isHexDigit),
        ]
        for candidate in classes where text.starts(with: (candidate.name + ":]").utf8) {
            return (candidate.contains, text.dropFirst(candidate.name.utf8.count + 2))
        }
        return nil
    }
}
