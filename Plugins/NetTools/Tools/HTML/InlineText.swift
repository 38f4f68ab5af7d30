// SPDX-License-Identifier: Apache-2.0

/// Text within a line, white space taken together as browsers do.
struct InlineText {
    private(set) var text = ""
    /// A space is due before what comes next.
    private var owesSpace = false

    /// Adds text as written in a page.
    mutating func append(_ raw: String, escape: (String) -> String = { $0 }) {
        // Most words are plain ASCII and taken whole; only the others are looked at letter by letter.
        let bytes = raw.utf8
        var start = bytes.startIndex
        var isPlain = true
        var index = start
        while index < bytes.endIndex {
            let byte = bytes[index]
            let next = bytes.index(after: index)
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                append(raw[start..<index], isPlain: isPlain, escape)
                owesSpace = true
                start = next
                isPlain = true
            } else if byte < 0x20 || byte >= 0x7F {
                isPlain = false
            }
            index = next
        }
        append(raw[start...], isPlain: isPlain, escape)
    }

    private mutating func append(_ piece: Substring, isPlain: Bool, _ escape: (String) -> String) {
        var word = String(piece)
        if isPlain { return flush(&word, escape) }
        word = ""
        for character in piece.unicodeScalars {
            if Self.isSpace(character) {
                flush(&word, escape)
                owesSpace = true
            } else if !Self.isInvisible(character) {
                word.unicodeScalars.append(character)
            }
        }
        flush(&word, escape)
    }

    /// Adds text that stands as it is.
    mutating func append(verbatim piece: String) {
        guard !piece.isEmpty else { return }
        payForSpace()
        text += piece
    }

    /// A space, unless there is one.
    mutating func space() { owesSpace = true }

    mutating func breakLine(_ mark: String) {
        owesSpace = false
        if !text.isEmpty { text += mark + "\n" }
    }

    /// The text without white space and line breaks at its ends.
    var trimmed: String {
        var text = text[...]
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }

    private mutating func flush(_ word: inout String, _ escape: (String) -> String) {
        guard !word.isEmpty else { return }
        payForSpace()
        text += escape(word)
        word = ""
    }

    private mutating func payForSpace() {
        if owesSpace, !text.isEmpty, text.last != "\n" { text += " " }
        owesSpace = false
    }

    private static func isSpace(_ character: Unicode.Scalar) -> Bool {
        character.value == 0x20 || (0x09...0x0D).contains(character.value) || character.value == 0xA0
    }

    /// Characters that nobody sees: controls, marks that turn the direction of text, tags, zero-width spaces.
    private static func isInvisible(_ character: Unicode.Scalar) -> Bool {
        switch character.value {
        case 0...0x1F, 0x7F...0x9F, 0xAD, 0x200B, 0x2060, 0xFEFF: true
        case 0x202A...0x202E, 0x2066...0x2069, 0xE0000...0xE007F: true
        default: false
        }
    }
}
