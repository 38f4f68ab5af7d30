// SPDX-License-Identifier: Apache-2.0

import CPCRE2

/// A regular expression of ECMA-262, compiled by PCRE2.
///
/// The only place of this module with pointers.
///
/// `@unchecked Sendable`: the compiled pattern is never changed after `init` and PCRE2 allows any number of
/// threads to search with one; it is freed in `deinit`, when nothing can refer to it any more.
@safe final class Pattern: @unchecked Sendable {
    /// The pattern as written.
    let text: String
    private let compiled: OpaquePointer

    /// PCRE2's number for a lookbehind of variable width, which ECMA-262 allows.
    private static let variableLookbehind: Int32 = 125

    /// The longest pattern, in bytes: ten times the longest seen in public schemas.
    static let byteLimit = 16 * 1024

    init(_ text: String) throws(PatternError) {
        guard text.utf8.count <= Self.byteLimit else {
            throw PatternError(reason: "it is over \(Self.byteLimit) bytes long")
        }
        let translated = try PatternTranslator.translate(text)
        var code: Int32 = 0
        var offset = 0
        let pattern = unsafe translated.utf8Span.span.withUnsafeBufferPointer { bytes in
            unsafe cpcre2_compile(bytes.baseAddress, bytes.count, &code, &offset)
        }
        guard let pattern = unsafe pattern else {
            throw PatternError(reason: Self.message(code), isWellFormed: code == Self.variableLookbehind)
        }
        self.text = text
        unsafe compiled = pattern
    }

    deinit {
        unsafe cpcre2_free(compiled)
    }

    /// Whether the pattern is found in `text`, and how many steps that took; nil when it would take over
    /// `limit`.
    func search(_ text: String, atMost limit: Int) -> (isFound: Bool, steps: Int)? {
        var left = UInt64(max(0, limit))
        let answer = unsafe text.utf8Span.span.withUnsafeBufferPointer { bytes in
            unsafe cpcre2_find(compiled, bytes.baseAddress, bytes.count, &left)
        }
        guard answer >= 0 else { return nil }
        return (answer == 1, limit - Int(left))
    }

    /// Whether `text` follows the grammar, even where the engine cannot search for it.
    static func isWellFormed(_ text: String) -> Bool {
        do throws(PatternError) {
            _ = try Pattern(text)
            return true
        } catch {
            return error.isWellFormed
        }
    }

    private static func message(_ code: Int32) -> String {
        // PCRE2 promises that 120 bytes hold any of its messages.
        var buffer = [UInt8](repeating: 0, count: 128)
        let length = unsafe buffer.withUnsafeMutableBufferPointer { bytes in
            unsafe cpcre2_message(code, bytes.baseAddress, bytes.count)
        }
        return String(decoding: buffer.prefix(length), as: UTF8.self)
    }
}

/// Why a regular expression was refused, as half a sentence.
struct PatternError: Error {
    let reason: String
    /// Whether only the engine is at fault.
    var isWellFormed = false
}
