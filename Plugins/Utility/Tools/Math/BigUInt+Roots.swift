// SPDX-License-Identifier: Apache-2.0

internal import BigInt
internal import Glibc

extension BigUInt {
    /// The binary logarithm, to the precision of a double; zero for zero.
    var log2: Double {
        let extra = Swift.max(0, bitWidth - 64)
        let top = Double(UInt64(truncatingIfNeeded: self >> extra))
        return top == 0 ? 0 : Glibc.log2(top) + Double(extra)
    }

    /// The number whose `degree`-th power this is, `degree` being at least 1; nil when there is none.
    func exactRoot(_ degree: Int, _ arithmetic: inout ExactArithmetic) throws(MathError) -> BigUInt? {
        if degree == 1 || self <= 1 { return self }
        guard degree < bitWidth else { return nil }
        let words = ExactArithmetic.words(bitWidth)
        // Newton's steps double the correct bits each time; each costs about a power and a division.
        try arithmetic.charge(words * words * 2 * (Int.bitWidth - bitWidth.leadingZeroBitCount))
        let root = degree == 2 ? squareRoot() : newtonRoot(degree)
        return root.power(degree) == self ? root : nil
    }

    /// The largest number whose `degree`-th power is not above this one.
    private func newtonRoot(_ degree: Int) -> BigUInt {
        var guess = BigUInt(1) << ((bitWidth + degree - 1) / degree)
        while true {
            let next = (guess * BigUInt(degree - 1) + self / guess.power(degree - 1)) / BigUInt(degree)
            if next >= guess { return guess }
            guess = next
        }
    }
}
