// SPDX-License-Identifier: Apache-2.0

import JSON

/// The text of a JSON string that lies in a read.
enum JSONText {
    /// The string whose content, without its quotes, is `range`.
    ///
    /// - Returns: nil when it is not UTF-8, or has an escape that is none or half of one.
    static func string(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String? {
        let content = bytes.extracting(range)
        if content.contains(UInt8(ascii: "\\")) {
            // Why it cannot be read is for the reader of the whole chunk to say.
            return try? JSONValue(parsing: bytes.extracting((range.lowerBound - 1)...range.upperBound)).string
        }
        // Likewise.
        guard let text = try? UTF8Span(validating: content) else { return nil }
        return String(copying: text)
    }
}
