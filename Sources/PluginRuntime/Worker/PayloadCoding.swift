// SPDX-License-Identifier: Apache-2.0

import JSON

/// Writes the parts of a frame's payload, numbers little-endian.
struct PayloadWriter {
    private(set) var bytes: [UInt8] = []

    /// A writer with room for about so many bytes.
    init(capacity: Int = 64) {
        bytes.reserveCapacity(capacity)
    }

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func number(_ value: UInt32) { append(value) }

    mutating func number(_ value: UInt64) { append(value) }

    mutating func bytes(_ value: some Collection<UInt8>) {
        number(UInt32(clamping: value.count))
        bytes.append(contentsOf: value)
    }

    mutating func text(_ value: String) { bytes(value.utf8) }

    mutating func text(_ value: String?) {
        byte(value == nil ? 0 : 1)
        if let value { text(value) }
    }

    /// A JSON text without its length.
    mutating func json(_ value: JSONValue) {
        var writer = JSONWriter(after: bytes)
        bytes = []
        writer.write(value)
        bytes = writer.bytes
    }

    private mutating func append(_ value: some FixedWidthInteger) {
        var rest = value
        for _ in 0..<(value.bitWidth / 8) {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }
}

/// Reads what `PayloadWriter` writes, from a side that may write anything.
struct PayloadReader {
    /// The payload ends early, goes on too long, or has a text that is not UTF-8.
    struct Fault: Error, Hashable {}

    private let payload: [UInt8]
    private var offset = 0

    init(_ payload: [UInt8]) {
        self.payload = payload
    }

    mutating func byte() throws(Fault) -> UInt8 {
        guard offset < payload.count else { throw Fault() }
        defer { offset += 1 }
        return payload[offset]
    }

    mutating func number32() throws(Fault) -> UInt32 {
        UInt32(truncatingIfNeeded: try number(width: 4))
    }

    mutating func number64() throws(Fault) -> UInt64 {
        try number(width: 8)
    }

    mutating func bytes() throws(Fault) -> [UInt8] {
        Array(try part())
    }

    mutating func text() throws(Fault) -> String {
        guard let text = String(validating: try part(), as: UTF8.self) else { throw Fault() }
        return text
    }

    mutating func optionalText() throws(Fault) -> String? {
        switch try byte() {
        case 0: return nil
        case 1: return try text()
        default: throw Fault()
        }
    }

    /// How many parts follow, when they are not more than that.
    mutating func count(atMost limit: Int) throws(Fault) -> Int {
        let count = Int(try number32())
        guard count <= limit else { throw Fault() }
        return count
    }

    /// All that is left.
    mutating func rest() -> ArraySlice<UInt8> {
        defer { offset = payload.count }
        return payload[offset...]
    }

    /// Throws unless everything was read.
    func end() throws(Fault) {
        guard offset == payload.count else { throw Fault() }
    }

    private mutating func part() throws(Fault) -> ArraySlice<UInt8> {
        let count = Int(try number32())
        guard count <= payload.count - offset else { throw Fault() }
        defer { offset += count }
        return payload[offset..<offset + count]
    }

    private mutating func number(width: Int) throws(Fault) -> UInt64 {
        guard width <= payload.count - offset else { throw Fault() }
        var value: UInt64 = 0
        for index in (0..<width).reversed() { value = value << 8 | UInt64(payload[offset + index]) }
        offset += width
        return value
    }
}
