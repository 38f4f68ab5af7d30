// SPDX-License-Identifier: Apache-2.0

internal import CPCRE2

/// A regular expression in PCRE2's syntax, compiled for one kind of subject.
///
/// `@unchecked Sendable`: the compiled pattern is never changed after `init` and PCRE2 allows any number of
/// threads to search with one; it is freed in `deinit`, when nothing can refer to it any more.
@safe final class CompiledPattern: @unchecked Sendable {
    /// What is matched, and how.
    struct Options: OptionSet {
        let rawValue: UInt32

        static let ignoringCase = Options(rawValue: CPCRE2_CASELESS)
        /// For subjects of valid UTF-8; without it they must be ASCII.
        static let unicode = Options(rawValue: CPCRE2_UNICODE)
        /// `^` and `$` stand at the ends of lines.
        static let lines = Options(rawValue: CPCRE2_LINES)
    }

    /// Why a pattern was refused, in PCRE2's words, and where in it, in bytes.
    struct Fault: Error {
        let reason: String
        let offset: Int
    }

    /// What a search found.
    enum Answer: Equatable {
        case match(start: Int, end: Int)
        case absent
        /// The search would take more steps or memory than one may.
        case tooCostly
    }

    private let compiled: OpaquePointer

    init(_ text: String, _ options: Options) throws(Fault) {
        var code: Int32 = 0
        var offset = 0
        let pattern = unsafe text.utf8Span.span.withUnsafeBufferPointer { bytes in
            unsafe cpcre2_compile_search(bytes.baseAddress, bytes.count, options.rawValue, &code, &offset)
        }
        guard let pattern = unsafe pattern else {
            throw Fault(reason: Self.message(code), offset: offset)
        }
        unsafe compiled = pattern
    }

    deinit {
        unsafe cpcre2_free(compiled)
    }

    /// The first match in the bytes up to `end` that starts at `from` or later, and no later than `last`.
    func search(
        _ subject: Span<UInt8>, from: Int, last: Int = .max, to end: Int, _ room: PatternRoom
    ) -> Answer {
        var matchStart = 0
        var matchEnd = 0
        let found = unsafe subject.withUnsafeBufferPointer { bytes in
            unsafe cpcre2_search(
                compiled, room.pointer, bytes.baseAddress, end, from, last, &matchStart, &matchEnd)
        }
        return switch found {
        case 1: .match(start: matchStart, end: matchEnd)
        case 0: .absent
        default: .tooCostly
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

/// The working memory of one thread's searches.
@safe final class PatternRoom {
    fileprivate let pointer: OpaquePointer

    /// Nil when memory is short.
    init?() {
        guard let room = unsafe cpcre2_room_create() else { return nil }
        unsafe pointer = room
    }

    deinit {
        unsafe cpcre2_room_free(pointer)
    }
}
