// SPDX-License-Identifier: Apache-2.0

/// Where a piece of a text may begin and end without cutting a character.
enum TextBorders {
    /// How many bytes at the start belong to a character that began before.
    static func leading(_ bytes: ArraySlice<UInt8>, _ encoding: TextEncoding) -> Int {
        switch encoding {
        case .utf8:
            return min(3, bytes.prefix { $0 & 0xC0 == 0x80 }.count)
        case .utf16LittleEndian, .utf16BigEndian:
            let first = TextEncoding.units(bytes.prefix(2), isBigEndian: encoding == .utf16BigEndian).first
            return first.map { UTF16.isTrailSurrogate($0) } == true ? 2 : 0
        case .latin1, .windows1252:
            return 0
        }
    }

    /// How many bytes at the end belong to a character that goes on after.
    static func trailing(_ bytes: ArraySlice<UInt8>, _ encoding: TextEncoding) -> Int {
        switch encoding {
        case .utf8:
            return unfinishedUTF8(bytes)
        case .utf16LittleEndian, .utf16BigEndian:
            let odd = bytes.count % 2
            let last = TextEncoding.units(
                bytes.dropLast(odd).suffix(2), isBigEndian: encoding == .utf16BigEndian
            ).last
            return odd + (last.map { UTF16.isLeadSurrogate($0) } == true ? 2 : 0)
        case .latin1, .windows1252:
            return 0
        }
    }

    /// The bytes of a UTF-8 character at the end that lacks some of its continuation bytes.
    static func unfinishedUTF8(_ bytes: ArraySlice<UInt8>) -> Int {
        for (back, byte) in bytes.suffix(4).reversed().enumerated() where byte & 0xC0 != 0x80 {
            let length =
                switch byte {
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                default: 1
                }
            return length > back + 1 ? back + 1 : 0
        }
        return 0
    }

    /// The length up to and with the last line end, when it lies in the second half; nil otherwise.
    static func lastLine(_ bytes: ArraySlice<UInt8>, _ encoding: TextEncoding) -> Int? {
        let lineEnd = UInt8(ascii: "\n")
        let half = bytes.startIndex + bytes.count / 2
        var index = bytes.endIndex - 1
        while index >= half {
            if bytes[index] == lineEnd {
                let count = index - bytes.startIndex + 1
                switch encoding {
                case .utf16LittleEndian:
                    if count % 2 == 1, index + 1 < bytes.endIndex, bytes[index + 1] == 0 { return count + 1 }
                case .utf16BigEndian:
                    if count % 2 == 0, bytes[index - 1] == 0 { return count }
                case .utf8, .latin1, .windows1252:
                    return count
                }
            }
            index -= 1
        }
        return nil
    }
}
