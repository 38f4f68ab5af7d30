// SPDX-License-Identifier: Apache-2.0

/// A piece of a text, cut at characters and, where more follows, after a line if one ends in its second half.
///
/// Pieces from each `nextIndex` on give the whole when they are joined.
struct TextSlice: Sendable, Hashable {
    let text: String
    /// Where in the whole the piece begins, in bytes of UTF-8.
    let startIndex: Int
    /// Where the next one begins; nil at the end.
    let nextIndex: Int?
    /// The whole's size in bytes of UTF-8.
    let totalBytes: Int

    /// A start within a character moves on to the next one; a start past the end gives nil.
    ///
    /// - Parameters:
    ///   - whole: What the piece is of.
    ///   - start: Where it begins, in bytes.
    ///   - limit: How long it is at most, in bytes; at least 4.
    init?(of whole: String, from start: Int, limit: Int) {
        let bytes = Array(whole.utf8)
        guard start >= 0, start < bytes.count || start == 0 else { return nil }
        totalBytes = bytes.count
        var first = start
        while first < bytes.count, bytes[first] & 0xC0 == 0x80 { first += 1 }
        startIndex = first
        let rest = bytes[first...]
        guard rest.count > limit else {
            text = String(decoding: rest, as: UTF8.self)
            nextIndex = nil
            return
        }
        let end = Self.end(of: rest, limit: max(limit, 4))
        text = String(decoding: rest[..<end], as: UTF8.self)
        nextIndex = end < bytes.count ? end : nil
    }

    private static func end(of bytes: ArraySlice<UInt8>, limit: Int) -> Int {
        var end = min(bytes.startIndex + limit, bytes.endIndex)
        let half = bytes.startIndex + limit / 2
        if let line = bytes[half..<end].lastIndex(of: UInt8(ascii: "\n")) { return line + 1 }
        while end < bytes.endIndex, end > bytes.startIndex, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }
}
