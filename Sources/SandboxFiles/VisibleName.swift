// SPDX-License-Identifier: Apache-2.0

/// A file name as one line of text: characters that would break the line or hide are written as `\u{…}`.
package struct VisibleName {
    package let text: String

    package init(_ name: String) {
        guard name.unicodeScalars.contains(where: Self.isHidden) else {
            text = name
            return
        }
        var shown = ""
        for scalar in name.unicodeScalars {
            if Self.isHidden(scalar) {
                shown += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        text = shown
    }

    /// Control characters, line and paragraph separators, and the marks that reorder or hide text.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: true
        default: false
        }
    }
}
