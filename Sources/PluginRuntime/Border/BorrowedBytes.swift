// SPDX-License-Identifier: Apache-2.0

import ToolABI

/// Reads what a plugin lends during a call.
///
/// Pointers are taken at their word, save for null with a length.
enum BorrowedBytes {
    /// The bytes, valid until the plugin's function returns; empty when absent, nil when they cannot be.
    static func view(_ text: th_str) -> UnsafeRawBufferPointer? {
        unsafe view(text.data, count: text.length)
    }

    /// The same for bytes that are not in a `th_str`.
    static func view(_ start: UnsafeRawPointer?, count: Int) -> UnsafeRawBufferPointer? {
        if count == 0 { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        guard count > 0, let start = unsafe start else { return nil }
        return unsafe UnsafeRawBufferPointer(start: start, count: count)
    }

    /// A copy of a text of at most `limit` bytes; nil when it is longer, or not UTF-8.
    static func text(_ text: th_str, limit: Int) -> String? {
        guard let bytes = unsafe view(text), bytes.count <= limit else { return nil }
        return unsafe String(validating: bytes, as: UTF8.self)
    }
}
