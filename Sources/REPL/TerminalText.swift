// SPDX-License-Identifier: Apache-2.0

/// Makes text from models and tools safe to show on a terminal.
///
/// A terminal acts on control characters: an answer could move the cursor over earlier lines, set the window's
/// title, answer a query into the input or hide text. Here they become visible signs instead.
package enum TerminalText {
    /// The text with every control character but line end and tab replaced.
    ///
    /// Carriage returns go; C0 and DEL become their control pictures (U+2400 and on), C1 and the characters that
    /// turn the direction of text (Unicode's bidirectional controls) their number: `<U+202E>`. Works on any piece of
    /// a stream by itself.
    ///
    /// - Complexity: O(bytes).
    package static func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isHarmful(scalar) {
                result.append(contentsOf: sign(for: scalar).unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        // Tags and other invisible characters that can carry hidden text.
        case 0xE0000...0xE0FFF, 0xFFF9...0xFFFB: true
        default: false
        }
    }

    private static func sign(for scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x0D: return ""
        case 0x00...0x1F: return Unicode.Scalar(0x2400 + scalar.value).map { String($0) } ?? ""
        case 0x7F: return "\u{2421}"
        default:
            let number = String(scalar.value, radix: 16, uppercase: true)
            return "<U+\(String(repeating: "0", count: max(0, 4 - number.count)))\(number)>"
        }
    }
}
