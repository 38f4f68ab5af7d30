// SPDX-License-Identifier: Apache-2.0

extension JSONNumber {
    /// How many steps a division may take before it is given up, one a pair of digits: some tens of
    /// milliseconds.
    public static let divisionSteps = 10_000_000

    /// Whether this is a whole multiple of `divisor`, exactly, whatever the exponents; of zero only zero is.
    ///
    /// Nil when both have so many digits that telling would take over `divisionSteps`.
    ///
    /// - Complexity: O(digits of this × digits of the divisor).
    public func isMultiple(of divisor: JSONNumber) -> Bool? {
        if let value = canonical, let step = divisor.canonical {
            return step == 0 ? value == 0 : value.isMultiple(of: step)
        }
        return decimal.isMultiple(of: divisor.decimal)
    }
}

extension JSONDecimal {
    /// See `JSONNumber.isMultiple(of:)`.
    ///
    /// With a = A·10^i and b = B·10^j for whole A and B not divisible by ten, a/b is whole if B divides
    /// A·10^(i−j). Negative powers never are. Of high ones only as many factors count as B can have twos or
    /// fives, fewer than four a digit, so the exponents are never written out.
    func isMultiple(of divisor: JSONDecimal) -> Bool? {
        if digits.isEmpty { return true }
        if divisor.digits.isEmpty { return false }
        let power = (exponent - digits.count) - (divisor.exponent - divisor.digits.count)
        guard power >= 0 else { return false }
        let zeros = min(power, divisor.digits.count * 4)
        if divisor.digits.count <= Self.wordDigits { return isDivisible(by: divisor.word, zeros: zeros) }
        let (steps, overflow) = (digits.count + zeros).multipliedReportingOverflow(by: divisor.digits.count)
        guard !overflow, steps <= JSONNumber.divisionSteps else { return nil }
        return isDivisible(by: divisor.digits, zeros: zeros)
    }

    /// Numbers of that many digits and one more fit a 64-bit word.
    private static let wordDigits = 18

    private var word: UInt64 {
        digits.reduce(0) { $0 * 10 + UInt64($1) }
    }

    private func isDivisible(by divisor: UInt64, zeros: Int) -> Bool {
        var remainder: UInt64 = 0
        for digit in digits { remainder = (remainder * 10 + UInt64(digit)) % divisor }
        for _ in 0..<zeros { remainder = remainder * 10 % divisor }
        return remainder == 0
    }

    /// Long division by subtraction, the remainder kept as digits, the most significant first.
    private func isDivisible(by divisor: [UInt8], zeros: Int) -> Bool {
        // One digit more than the divisor, for the remainder times ten.
        let padded = [0] + divisor
        var remainder = [UInt8](repeating: 0, count: padded.count)
        for position in 0..<(digits.count + zeros) {
            remainder.removeFirst()
            remainder.append(position < digits.count ? digits[position] : 0)
            while !remainder.lexicographicallyPrecedes(padded) { Self.subtract(padded, from: &remainder) }
        }
        return remainder.allSatisfy { $0 == 0 }
    }

    private static func subtract(_ divisor: [UInt8], from remainder: inout [UInt8]) {
        var borrow: UInt8 = 0
        for position in divisor.indices.reversed() {
            let due = divisor[position] + borrow
            borrow = remainder[position] < due ? 1 : 0
            remainder[position] = remainder[position] + borrow * 10 - due
        }
    }
}
