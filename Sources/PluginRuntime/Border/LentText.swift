// SPDX-License-Identifier: Apache-2.0

import ToolABI

/// A text that the host lends to a plugin.
// The bytes are written before the value exists and never changed after; whoever makes one sees to it that they
// stay for as long as toolhost.h promises. Reading them from several threads is safe.
@safe struct LentText: @unchecked Sendable {
    let value: th_str

    init(_ value: th_str) {
        unsafe self.value = unsafe value
    }

    /// No text.
    static let absent = unsafe LentText(th_str())

    /// A copy that stays until the process ends, as plugins do.
    static func permanent(_ text: String) -> LentText {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { return absent }
        let copy = UnsafeMutableRawPointer.allocate(byteCount: bytes.count, alignment: 1)
        unsafe copy.copyMemory(from: bytes, byteCount: bytes.count)
        return unsafe LentText(
            th_str(data: UnsafePointer(copy.assumingMemoryBound(to: CChar.self)), length: bytes.count))
    }
}

/// A C struct that stays until the process ends, such as a table of functions.
// Written once, in `init`; the functions of a table are constants. Reading it from several threads is safe.
@safe struct PermanentStruct<Value>: @unchecked Sendable {
    private let storage: UnsafeMutablePointer<Value>

    init(_ value: Value) {
        unsafe storage = .allocate(capacity: 1)
        unsafe storage.initialize(to: value)
    }

    var pointer: UnsafeMutablePointer<Value> { unsafe storage }
    var address: UInt { UInt(bitPattern: unsafe storage) }
}
