// SPDX-License-Identifier: Apache-2.0

internal import BigInt

extension MathFunction {
    /// Integers as rows of bits; negative ones in two's complement without end.
    static let bits: [MathFunction] = [
        MathFunction("bitand", arguments: 2...2, usage: "bitand(a, b)") { (_, values) throws(MathError) in
            .integer(try values[0].integer("bitand") & (try values[1].integer("bitand")))
        },
        MathFunction("bitor", arguments: 2...2, usage: "bitor(a, b)") { (_, values) throws(MathError) in
            .integer(try values[0].integer("bitor") | (try values[1].integer("bitor")))
        },
        MathFunction("bitxor", arguments: 2...2, usage: "bitxor(a, b)") { (_, values) throws(MathError) in
            .integer(try values[0].integer("bitxor") ^ (try values[1].integer("bitxor")))
        },
        MathFunction("bitnot", arguments: 1...1, usage: "bitnot(a)") { (_, values) throws(MathError) in
            .integer(~(try values[0].integer("bitnot")))
        },
        MathFunction("shl", arguments: 2...2, usage: "shl(a, bits)") {
            (arithmetic, values) throws(MathError) in
            try arithmetic.shifted(values[0], values[1], isLeft: true)
        },
        MathFunction("shr", arguments: 2...2, usage: "shr(a, bits)") {
            (arithmetic, values) throws(MathError) in
            try arithmetic.shifted(values[0], values[1], isLeft: false)
        },
        MathFunction("popcount", arguments: 1...1, usage: "popcount(n)") { (_, values) throws(MathError) in
            let number = try values[0].integer("popcount")
            guard number >= 0 else { throw MathError.argument("popcount needs an integer of at least 0.") }
            return .integer(number.magnitude.words.reduce(0) { $0 + $1.nonzeroBitCount })
        },
        MathFunction("bitlength", arguments: 1...1, usage: "bitlength(n)") { (_, values) throws(MathError) in
            .integer(try values[0].integer("bitlength").magnitude.bitWidth)
        },
    ]
}
