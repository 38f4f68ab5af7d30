// SPDX-License-Identifier: Apache-2.0

/// What texts of a plugin must not contain, since they are shown to people and to models.
enum TextRules {
    /// Characters that a reader cannot see and a model can be steered with: controls other than line ends and
    /// tabs, direction marks, zero-width characters, tag characters, surrogate and private markers.
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x3164, 0xFFA0: true
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF0...0xFFFB: true
        case 0x1D173...0x1D17A, 0xE0000...0xE0FFF: true
        default: false
        }
    }

    /// The first hidden character, with its place in bytes.
    static func firstHidden(in text: String) -> (scalar: Unicode.Scalar, offset: Int)? {
        var offset = 0
        for scalar in text.unicodeScalars {
            if isHidden(scalar) { return (scalar, offset) }
            offset += UTF8.width(scalar)
        }
        return nil
    }

    /// `U+202E` for that character.
    static func notation(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
