// SPDX-License-Identifier: Apache-2.0

/// Text for a person who must see all that a model would.
enum VisibleText {
    /// The text with each character that shows nothing replaced by its number: `<U+200B>`; line ends and tabs too.
    static func line(_ text: some StringProtocol) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if isVisible(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "<\(TextRules.notation(scalar))>"
            }
        }
        return result
    }

    /// The lines of a text, each as by `line`.
    static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line($0) }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20: true
        // Tabs, spaces of other widths, and the marks that choose how a character looks.
        case 0x09, 0x0A, 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x2800, 0x3000, 0xFE00...0xFE0F: false
        default: !TextRules.isHidden(scalar)
        }
    }
}
