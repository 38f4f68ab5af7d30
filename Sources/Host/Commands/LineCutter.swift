// SPDX-License-Identifier: Apache-2.0

/// Cuts bytes into lines as they come, each of bounded length.
struct LineCutter {
    /// One line, without its line feed.
    enum Line: Hashable {
        case bytes([UInt8])
        /// A line over the limit, whose bytes are gone.
        case tooLong
    }

    /// The longest line, in bytes.
    let limitBytes: Int
    private var pending: [UInt8] = []
    private var isTooLong = false

    init(limitBytes: Int) {
        self.limitBytes = limitBytes
    }

    /// The lines that these bytes complete.
    mutating func feed(_ bytes: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            keep(rest[..<end])
            lines.append(take())
            rest = rest[(end + 1)...]
        }
        keep(rest)
        return lines
    }

    /// What stands behind the last line feed; nil when nothing does.
    mutating func finish() -> Line? {
        pending.isEmpty && !isTooLong ? nil : take()
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        guard !isTooLong else { return }
        guard pending.count + bytes.count <= limitBytes else {
            isTooLong = true
            pending = []
            return
        }
        pending += bytes
    }

    private mutating func take() -> Line {
        defer {
            pending = []
            isTooLong = false
        }
        return isTooLong ? .tooLong : .bytes(pending)
    }
}
