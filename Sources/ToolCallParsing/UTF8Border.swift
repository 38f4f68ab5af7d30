// SPDX-License-Identifier: Apache-2.0

/// Where a run of bytes can be cut without breaking a scalar.
enum UTF8Border {
    /// How many bytes at the end begin a scalar that more bytes could complete: 0 to 3.
    static func incompleteSuffix(of bytes: Span<UInt8>) -> Int {
        for length in 1...3 where length <= bytes.count {
            let lead = bytes[bytes.count - length]
            if lead < 0x80 { return 0 }
            guard lead >= 0xC0 else { continue }
            return isIncomplete(bytes, length: length) ? length : 0
        }
        return 0
    }

    /// Whether the bytes are UTF-8.
    static func isValid(_ bytes: Span<UInt8>) -> Bool {
        // Where they are not does not matter here.
        (try? UTF8Span(validating: bytes)) != nil
    }

    /// How many bytes at the start are UTF-8.
    static func validPrefix(of bytes: Span<UInt8>) -> Int {
        do {
            _ = try UTF8Span(validating: bytes)
            return bytes.count
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    /// The text of the bytes, what is not UTF-8 replaced by U+FFFD.
    static func text(of bytes: Span<UInt8>) -> String {
        if let valid = try? UTF8Span(validating: bytes) {
            // The error only says where: the repairing decoder below finds the place itself.
            return String(copying: valid)
        }
        var copy: [UInt8] = []
        copy.append(contentsOf: bytes)
        return String(decoding: copy, as: UTF8.self)
    }

    /// Whether the last `length` bytes are a proper prefix of a scalar's UTF-8 (Unicode 16, table 3-7).
    private static func isIncomplete(_ bytes: Span<UInt8>, length: Int) -> Bool {
        let lead = bytes[bytes.count - length]
        let needed: Int
        switch lead {
        case 0xC2...0xDF: needed = 2
        case 0xE0...0xEF: needed = 3
        case 0xF0...0xF4: needed = 4
        default: return false
        }
        guard length < needed else { return false }
        guard length >= 2 else { return true }
        let second = bytes[bytes.count - length + 1]
        switch lead {
        case 0xE0: return second >= 0xA0
        case 0xED: return second <= 0x9F
        case 0xF0: return second >= 0x90
        case 0xF4: return second <= 0x8F
        default: return true
        }
    }
}
