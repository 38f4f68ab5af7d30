// SPDX-License-Identifier: Apache-2.0

/// Reads the escapes of a Python string while it grows.
struct PythonText: Sendable {
    /// The bytes of an escape that is not complete.
    private var escape: [UInt8] = []
    /// An escape means nothing: what the string is cannot be told.
    private(set) var isBroken = false

    /// Whether the next byte belongs to an escape.
    var isEscaped: Bool { !escape.isEmpty }

    /// Takes the string's next byte and appends the text that it makes certain.
    mutating func take(_ byte: UInt8, into text: inout [UInt8]) {
        guard !isBroken else { return }
        guard isEscaped || byte == UInt8(ascii: "\\") else {
            text.append(byte)
            return
        }
        escape.append(byte)
        guard escape.count == Self.length(of: escape) else { return }
        if let read = PythonReader.text(ofEscape: escape) {
            text.append(contentsOf: read)
        } else {
            isBroken = true
        }
        escape = []
    }

    /// How long the escape will be, as far as that can be told; of a surrogate pair both halves.
    private static func length(of escape: [UInt8]) -> Int {
        guard escape.count > 1 else { return 2 }
        switch escape[1] {
        case UInt8(ascii: "x"): return 4
        case UInt8(ascii: "U"): return 10
        case UInt8(ascii: "u"):
            guard escape.count >= 4 else { return 6 }
            let isHigh = escape[2] | 0x20 == UInt8(ascii: "d") && "89abAB".utf8.contains(escape[3])
            return isHigh ? 12 : 6
        default: return 2
        }
    }
}
