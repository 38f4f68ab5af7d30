// SPDX-License-Identifier: Apache-2.0

/// Cuts what a process prints into lines.
struct LineCutter {
    /// The longest piece, in bytes; a longer line comes in several.
    static let lineBytes = 4 << 10

    private var line: [UInt8] = []

    /// The lines that these bytes end, without those that are empty.
    mutating func feed(_ bytes: ArraySlice<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            let isEnd = byte == UInt8(ascii: "\n")
            if !isEnd { line.append(byte) }
            if isEnd || line.count == Self.lineBytes { lines += finish() }
        }
        return lines
    }

    /// The last line, when it has no end.
    mutating func finish() -> [String] {
        guard !line.isEmpty else { return [] }
        defer { line = [] }
        return [String(decoding: line, as: UTF8.self).cleaned(toBytes: Self.lineBytes)]
    }
}
