// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text without control characters, cut at a character's end to at most `limit` bytes.
    func cleaned(toBytes limit: Int) -> String {
        var result = ""
        var count = 0
        for scalar in unicodeScalars {
            let kept: Unicode.Scalar = TextRules.isHidden(scalar) || scalar.value < 0x20 ? "\u{FFFD}" : scalar
            count += UTF8.width(kept)
            if count > limit { return result }
            result.unicodeScalars.append(kept)
        }
        return result
    }
}

extension String {
    /// The text, cut at a character's end to at most `limit` bytes.
    func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: limit)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }

    /// The text without a full stop at its end, to go on within a sentence.
    var droppingFullStop: String {
        hasSuffix(".") ? String(dropLast()) : self
    }
}

extension Duration {
    /// Whole seconds where they are, milliseconds otherwise: `30 s`, `250 ms`.
    var formattedForPeople: String {
        let (seconds, attoseconds) = components
        if attoseconds == 0 { return "\(seconds) s" }
        return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000) ms"
    }
}

extension String {
    /// The text as one word of a shell's command line.
    var quotedForShell: String {
        let isPlain = utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "/._-+,:@".utf8.contains(byte)
        }
        return isPlain && !isEmpty ? self : "'\(replacing("'", with: "'\\''"))'"
    }
}
