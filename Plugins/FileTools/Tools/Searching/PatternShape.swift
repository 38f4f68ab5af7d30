// SPDX-License-Identifier: Apache-2.0

/// What can be told about a regular expression without running it.
///
/// Wrong answers are possible in one direction only: what is not understood counts as not plain and without
/// a literal, which is slower and finds the same.
struct PatternShape {
    /// Whether no part of the pattern looks beyond what it matches or forbids going back.
    ///
    /// Such a pattern, searched for in many lines at once, starts no later than at any match within one line.
    private(set) var isPlain = true
    /// The longest text, in ASCII, that every match holds; empty when none is known.
    private(set) var literal: [UInt8] = []
    /// Whether every match begins with a text of some length, which PCRE2 looks for by itself.
    private(set) var opensWithLiteral = false

    private var bytes: ArraySlice<UInt8>
    private var depth = 0
    /// The text that is being collected, which the next character goes on.
    private var run: [UInt8] = []
    private var hasEndedRun = false
    private var isAlternating = false

    /// So many characters at the start let PCRE2 find its way by itself.
    private static let openingCharacters = 3

    init(_ pattern: String) {
        bytes = Array(pattern.utf8)[...]
        while let byte = bytes.popFirst() {
            guard read(byte) else {
                self.isPlain = false
                self.literal = []
                self.opensWithLiteral = false
                return
            }
        }
        endRun()
        if isAlternating {
            literal = []
            opensWithLiteral = false
        }
    }

    /// Reads what `byte` begins; false when that is not understood.
    private mutating func read(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\\"): return readEscape()
        case UInt8(ascii: "["): return readClass()
        case UInt8(ascii: "("): return readGroup()
        case UInt8(ascii: ")"):
            endRun()
            depth -= 1
        case UInt8(ascii: "|"):
            endRun()
            if depth == 0 { isAlternating = true }
        case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "{"):
            // What stands before may be missing.
            if !run.isEmpty { run.removeLast() }
            endRun()
            return readQuantifier(byte)
        case UInt8(ascii: "+"):
            endRun()
            return readQuantifier(byte)
        case UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "$"):
            endRun()
        case 0x80...:
            // A quantifier after it would mean all its bytes.
            endRun()
        default:
            append(byte)
        }
        return true
    }

    private mutating func append(_ byte: UInt8) {
        if depth == 0 { run.append(byte) }
    }

    private mutating func endRun() {
        guard depth == 0 else { return }
        if !hasEndedRun, run.count >= Self.openingCharacters { opensWithLiteral = true }
        hasEndedRun = true
        if run.count > literal.count { literal = run }
        run = []
    }

    private func next(_ offset: Int = 0) -> UInt8? {
        offset < bytes.count ? bytes[bytes.startIndex + offset] : nil
    }

    private mutating func skip(through end: UInt8) -> Bool {
        while let byte = bytes.popFirst() {
            if byte == end { return true }
        }
        return false
    }

    private mutating func readQuantifier(_ byte: UInt8) -> Bool {
        if byte == UInt8(ascii: "{"), !readBounds() { return false }
        if next() == UInt8(ascii: "+") {
            // It never gives back what it took.
            bytes.removeFirst()
            isPlain = false
        }
        return true
    }

    /// The rest of `{2}`, `{2,}` or `{2,5}`; a brace before anything else is a character.
    private mutating func readBounds() -> Bool {
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "}") { return true }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ",") else {
                return false
            }
        }
        return false
    }

    private mutating func readEscape() -> Bool {
        guard let byte = bytes.popFirst() else { return false }
        switch byte {
        case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "w"), UInt8(ascii: "W"), UInt8(ascii: "s"),
            UInt8(ascii: "S"), UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "v"), UInt8(ascii: "V"),
            UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "f"),
            UInt8(ascii: "e"), UInt8(ascii: "a"):
            endRun()
            return true
        case UInt8(ascii: "A"), UInt8(ascii: "z"), UInt8(ascii: "Z"), UInt8(ascii: "G"), UInt8(ascii: "K"):
            endRun()
            isPlain = false
            return true
        case UInt8(ascii: "t"):
            append(0x09)
            return true
        case UInt8(ascii: "p"), UInt8(ascii: "P"), UInt8(ascii: "x"):
            endRun()
            return readCode(hexadecimal: byte == UInt8(ascii: "x"))
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E, 0x20:
            append(byte)
            return true
        default:
            return false
        }
    }

    /// The rest of `\p{Greek}`, `\pL`, `\x{1F600}` or `\x41`.
    private mutating func readCode(hexadecimal: Bool) -> Bool {
        if next() == UInt8(ascii: "{") { return skip(through: UInt8(ascii: "}")) }
        for _ in 0..<(hexadecimal ? 2 : 1) {
            guard let digit = next(), digit < 0x80 else { return !hexadecimal }
            if hexadecimal, Character(Unicode.Scalar(digit)).hexDigitValue == nil { return true }
            bytes.removeFirst()
        }
        return true
    }

    private mutating func readClass() -> Bool {
        endRun()
        if next() == UInt8(ascii: "^") { bytes.removeFirst() }
        if next() == UInt8(ascii: "]") { bytes.removeFirst() }
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "]"):
                return true
            case UInt8(ascii: "\\"):
                // A quotation or a control character could hold the bracket that seems to be the end.
                guard let escaped = bytes.popFirst(), escaped != UInt8(ascii: "Q"),
                    escaped != UInt8(ascii: "c")
                else { return false }
            case UInt8(ascii: "[") where next() == UInt8(ascii: ":"):
                guard skip(through: UInt8(ascii: "]")) else { return false }
            default:
                break
            }
        }
        return false
    }

    /// The opening of a group; false for those that change the rules or name other parts.
    private mutating func readGroup() -> Bool {
        endRun()
        depth += 1
        guard next() != UInt8(ascii: "*") else { return false }
        guard next() == UInt8(ascii: "?") else { return true }
        bytes.removeFirst()
        if bytes.popFirst(":") { return true }
        for looking in ["=", "!", "<=", "<!", ">"] where bytes.popFirst(looking) {
            isPlain = false
            return true
        }
        // What is left that only brackets has a name.
        return (bytes.popFirst("P<") || bytes.popFirst("<")) && skip(through: UInt8(ascii: ">"))
    }
}

extension ArraySlice<UInt8> {
    /// Removes `text` from the start; false when something else is there.
    fileprivate mutating func popFirst(_ text: String) -> Bool {
        guard starts(with: text.utf8) else { return false }
        removeFirst(text.utf8.count)
        return true
    }
}
