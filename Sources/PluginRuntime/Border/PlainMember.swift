// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Finds a text among the members of an object, in JSON as `JSONWriter` writes it, without reading the rest.
///
/// Most tools want some texts of their arguments, and nothing else; long ones need not be copied for that.
enum PlainMember {
    /// Where the text of the member stands, between its quotes.
    ///
    /// Nil when there is no such member, it is no text, has escapes, or the JSON is not written like that.
    static func range(of name: String, in bytes: UnsafeRawBufferPointer) -> Range<Int>? {
        var index = 1
        guard bytes.count > 2, unsafe bytes[0] == UInt8(ascii: "{") else { return nil }
        var name = name
        return name.withUTF8 { name in
            while index < bytes.count, unsafe bytes[index] == UInt8(ascii: "\"") {
                guard let key = unsafe string(at: index, in: bytes) else { return nil }
                index = key.end + 2
                guard index < bytes.count, unsafe bytes[index - 1] == UInt8(ascii: ":") else { return nil }
                if key.isPlain, unsafe bytes[key.content].elementsEqual(name) {
                    guard let text = unsafe string(at: index, in: bytes), text.isPlain else { return nil }
                    return text.content
                }
                guard let end = unsafe endOfValue(at: index, in: bytes) else { return nil }
                index = end + 1
            }
            return nil
        }
    }

    private struct Text {
        let content: Range<Int>
        /// It has no escapes.
        let isPlain: Bool
        /// Where the closing quote stands.
        var end: Int { content.upperBound }
    }

    /// The string whose opening quote stands there.
    private static func string(at quote: Int, in bytes: UnsafeRawBufferPointer) -> Text? {
        guard unsafe bytes[quote] == UInt8(ascii: "\"") else { return nil }
        let start = quote + 1
        guard let end = unsafe first(UInt8(ascii: "\""), in: bytes, start..<bytes.count) else { return nil }
        guard var escape = unsafe first(UInt8(ascii: "\\"), in: bytes, start..<end) else {
            return Text(content: start..<end, isPlain: true)
        }
        while escape < bytes.count {
            switch unsafe bytes[escape] {
            case UInt8(ascii: "\""): return Text(content: start..<escape, isPlain: false)
            case UInt8(ascii: "\\"): escape += 2
            default: escape += 1
            }
        }
        return nil
    }

    /// Where the comma or bracket stands behind a value.
    private static func endOfValue(at start: Int, in bytes: UnsafeRawBufferPointer) -> Int? {
        var depth = 0
        var index = start
        while index < bytes.count {
            switch unsafe bytes[index] {
            case UInt8(ascii: "\""):
                guard let text = unsafe string(at: index, in: bytes) else { return nil }
                index = text.end
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ",") where depth == 0: return index
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return index }
                depth -= 1
            default: break
            }
            index += 1
        }
        return nil
    }

    private static func first(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        guard let start = bytes.baseAddress else { return nil }
        let found = unsafe memchr(start + range.lowerBound, Int32(byte), range.count)
        return unsafe found.map { unsafe UnsafeRawPointer($0) - start }
    }
}
