// SPDX-License-Identifier: Apache-2.0

import JSON

/// Pseudo-random JSON values, the same for the same seed (SplitMix64).
struct SeededValues: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func value(depth: Int = 5) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &self) {
        case 0: return .null
        case 1: return .bool(.random(using: &self))
        case 2: return .number(number())
        case 3, 4: return .string(string())
        case 5, 6:
            let count = Int.random(in: 0...5, using: &self)
            return .array((0..<count).map { _ in value(depth: depth - 1) })
        default:
            let count = Int.random(in: 0...12, using: &self)
            return .object(JSONObject((0..<count).map { _ in (string(), value(depth: depth - 1)) }))
        }
    }

    mutating func number() -> JSONNumber {
        var text = Bool.random(using: &self) ? "-" : ""
        text += digits(upTo: 24, leadingZero: false)
        if Bool.random(using: &self) { text += "." + digits(upTo: 24, leadingZero: true) }
        if Int.random(in: 0..<4, using: &self) == 0 {
            text += ["e", "E", "e+", "e-", "E-"].randomElement(using: &self) ?? "e"
            text += digits(upTo: 20, leadingZero: true)
        }
        return JSONNumber(text: text) ?? 0
    }

    private mutating func digits(upTo count: Int, leadingZero: Bool) -> String {
        let length = Int.random(in: 1...count, using: &self)
        var text = String(Int.random(in: (leadingZero || length == 1 ? 0 : 1)...9, using: &self))
        for _ in 1..<length { text += String(Int.random(in: 0...9, using: &self)) }
        return text
    }

    mutating func string() -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "b", "\"", "\\", "/", "\n", "\u{0}", "\u{1F}", "\u{7F}", "é", "e", "\u{301}", "€", "😀",
            "\u{FFFF}",
            "\u{2028}", "{", "~", " ", "\u{10FFFF}",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...20, using: &self) {
            text.append(scalars[Int.random(in: scalars.indices, using: &self)])
        }
        return String(text)
    }
}
