// SPDX-License-Identifier: Apache-2.0

import ToolABI

/// Texts on their way over the C border.
enum BorrowedText {
    /// Runs `body` with the bytes of `text`, which are valid for as long as it runs.
    static func lend<Result>(_ text: String?, _ body: (th_str) throws -> Result) rethrows -> Result {
        guard var text else { return unsafe try body(th_str()) }
        return try text.withUTF8 { bytes in
            let start = unsafe UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
            return unsafe try body(th_str(data: start, length: bytes.count))
        }
    }

    /// A copy that lives until the process ends; for the few texts of a descriptor.
    static func immortal(_ text: String) -> th_str {
        guard !text.isEmpty else { return unsafe th_str() }
        let bytes = Array(text.utf8)
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (index, byte) in bytes.enumerated() {
            unsafe (copy + index).initialize(to: CChar(bitPattern: byte))
        }
        return unsafe th_str(data: UnsafePointer(copy), length: bytes.count)
    }

    /// The bytes of a text that the host lends, copied.
    static func copyBytes(_ text: th_str) -> [UInt8] {
        guard let start = unsafe text.data else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: text.length))
    }

    /// A text that the host lends, copied; the host's texts are valid UTF-8.
    static func copy(_ text: th_str) -> String {
        unsafe String(decoding: copyBytes(text), as: UTF8.self)
    }
}
