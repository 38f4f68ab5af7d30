// SPDX-License-Identifier: Apache-2.0

/// Halves of surrogate pairs in JSON escapes, which some servers cut apart and send in two chunks.
///
/// JSON's reader refuses a half. `marked` rewrites each one so that it can be read, as a marker scalar that the
/// text does not hold and four hexadecimal digits; `text(of:marker:joining:)` puts halves of neighbouring texts together.
struct SurrogateHalves: Sendable {
    /// Stands before the four digits of a half: one of Unicode's noncharacters.
    let marker: Unicode.Scalar

    /// A copy of a JSON text in which every half is marked.
    func marked(_ json: [UInt8]) -> [UInt8] {
        Self.rewritten(json) { Array((String(Character(marker)) + String($0, radix: 16)).utf8) }
    }

    /// A copy of a JSON text in which every half is U+FFFD.
    static func replaced(_ json: [UInt8]) -> [UInt8] {
        rewritten(json) { _ in Array("\u{FFFD}".utf8) }
    }

    private static func rewritten(_ json: [UInt8], _ replacement: (UInt16) -> [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.count + 16)
        var index = 0
        while index < json.count {
            guard json[index] == UInt8(ascii: "\\"), index + 1 < json.count else {
                result.append(json[index])
                index += 1
                continue
            }
            let unit = surrogate(in: json, at: index)
            let isPair =
                unit.map(UTF16.isLeadSurrogate) == true
                && surrogate(in: json, at: index + 6).map(UTF16.isTrailSurrogate) == true
            if let unit, !isPair {
                result.append(contentsOf: replacement(unit))
                index += 6
            } else {
                let end = min(index + (isPair ? 12 : 2), json.count)
                result.append(contentsOf: json[index..<end])
                index = end
            }
        }
        return result
    }

    /// The text with its marks resolved: with `pending` before it, and a half at its end in `pending` after it.
    ///
    /// - Parameters:
    ///   - text: the text as read.
    ///   - marker: what marks a half in it; nil when it has none.
    ///   - pending: the half that the text before ended with.
    /// - Returns: whole characters only.
    static func text(
        of text: String, marker: Unicode.Scalar?, joining pending: inout UInt16?
    ) -> String {
        var units: [UInt16] = pending.map { [$0] } ?? []
        pending = nil
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            if scalar == marker, let unit = UInt16(String(scalars.prefix(4)), radix: 16) {
                units.append(unit)
                scalars = scalars.dropFirst(4)
            } else {
                units.append(contentsOf: Character(scalar).utf16)
            }
        }
        if let last = units.last, UTF16.isLeadSurrogate(last) { pending = units.removeLast() }
        return String(decoding: units, as: UTF16.self)
    }

    /// The surrogate that the escape at `index` spells; nil for anything else.
    private static func surrogate(in json: [UInt8], at index: Int) -> UInt16? {
        guard index + 6 <= json.count, json[index] == UInt8(ascii: "\\"), json[index + 1] == UInt8(ascii: "u")
        else {
            return nil
        }
        let digits = json[(index + 2)..<(index + 6)]
        guard digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }) else { return nil }
        guard let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else { return nil }
        return (0xD800...0xDFFF).contains(unit) ? unit : nil
    }

    /// Marks that `json` does not hold; nil when it holds all candidates.
    init?(for json: [UInt8]) {
        let text = String(decoding: json, as: UTF8.self).lowercased()
        let candidates = (UInt32(0xFDD0)...0xFDEF).lazy.compactMap { Unicode.Scalar($0) }
        let free = candidates.first { scalar in
            !text.unicodeScalars.contains(scalar) && !text.contains("\\u" + String(scalar.value, radix: 16))
        }
        guard let free else { return nil }
        marker = free
    }
}
