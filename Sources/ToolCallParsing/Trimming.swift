// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text without white space at its end.
    var trimmedEnd: String {
        guard let end = utf8.lastIndex(where: { $0 > 0x20 }) else { return "" }
        return String(self[...end])
    }

    /// The text without white space around it.
    var trimmed: String {
        guard let start = utf8.firstIndex(where: { $0 > 0x20 }) else { return "" }
        return String(self[start...]).trimmedEnd
    }
}
