// SPDX-License-Identifier: Apache-2.0

internal import BigInt
internal import Glibc

/// Arithmetic on values: exact where both operands are, through doubles otherwise.
extension ExactArithmetic {
    func negated(_ value: MathValue) throws(MathError) -> MathValue {
        switch value {
        case .exact(let number, _): .exact(number.negated)
        case .degrees(let number): .degrees(number.negated)
        case .real, .bool, .list, .text: .real(-(try value.double()))
        }
    }

    mutating func sum(_ left: MathValue, _ right: MathValue) throws(MathError) -> MathValue {
        switch (left, right) {
        case (.exact(let left, _), .exact(let right, _)): .exact(try add(left, right))
        case (.degrees(let left), .degrees(let right)): .degrees(try add(left, right))
        default: try .checked(try left.double() + (try right.double()))
        }
    }

    mutating func product(_ left: MathValue, _ right: MathValue) throws(MathError) -> MathValue {
        switch (left, right) {
        case (.exact(let left, _), .exact(let right, _)): .exact(try multiply(left, right))
        case (.exact(let left, _), .degrees(let right)), (.degrees(let right), .exact(let left, _)):
            .degrees(try multiply(left, right))
        default: try .checked(try left.double() * (try right.double()))
        }
    }

    mutating func quotient(_ left: MathValue, _ right: MathValue) throws(MathError) -> MathValue {
        switch (left, right) {
        case (.exact(let left, _), .exact(let right, _)): return .exact(try divide(left, right))
        case (.degrees(let left), .exact(let right, _)): return .degrees(try divide(left, right))
        default:
            let divisor = try right.double()
            guard divisor != 0 else { throw MathError.undefined("division by zero.") }
            return try .checked(try left.double() / divisor)
        }
    }

    /// The quotient rounded down, and the remainder, which has the sign of the divisor.
    mutating func divideDown(
        _ left: MathValue, _ right: MathValue
    ) throws(MathError) -> (quotient: MathValue, remainder: MathValue) {
        if let left = left.rational, let right = right.rational {
            let (quotient, remainder) = try divideDown(left, right)
            return (.exact(quotient), .exact(remainder))
        }
        let (value, divisor) = (try left.double(), try right.double())
        guard divisor != 0 else { throw MathError.undefined("division by zero.") }
        let quotient = (value / divisor).rounded(.down)
        return (try .checked(quotient), try .checked(value - quotient * divisor))
    }

    /// Shifts an integer by a number of bits; to the right it rounds down.
    func shifted(_ value: MathValue, _ count: MathValue, isLeft: Bool) throws(MathError) -> MathValue {
        let sign = isLeft ? "<<" : ">>"
        let number = try value.integer(sign)
        let places = try count.int(sign, 0...MathLimits.bits)
        guard isLeft else { return .integer(number >> places) }
        try reserve(bits: number.bitWidth + places)
        return .integer(number << places)
    }
}

extension MathValue {
    /// The integer that an operation needs.
    func integer(_ operation: String) throws(MathError) -> BigInt {
        guard let rational else {
            throw MathError.argument("\(operation) needs an exact integer, not \(kind).")
        }
        guard rational.isInteger else {
            let shown = DecimalText(rational, digits: MathLimits.realDigits).text
            throw MathError.argument("\(operation) needs an integer, not \(shown).")
        }
        return rational.numerator
    }

    /// The small integer that an operation needs.
    func int(_ operation: String, _ range: ClosedRange<Int>) throws(MathError) -> Int {
        guard let value = Int(exactly: try integer(operation)), range.contains(value) else {
            throw MathError.argument(
                "\(operation) needs an integer from \(range.lowerBound) to \(range.upperBound) here."
            )
        }
        return value
    }

    func truth() throws(MathError) -> Bool {
        guard case .bool(let value) = self else {
            throw MathError.argument(
                "expected true or false, found \(kind).", hint: "Compare numbers first: x > 0.")
        }
        return value
    }

    /// Whether both are the same; numbers that went through floating point may differ in their last digits.
    func isEqual(_ other: MathValue) throws(MathError) -> Bool {
        switch (self, other) {
        case (.exact(let left, _), .exact(let right, _)): return left == right
        case (.bool(let left), .bool(let right)): return left == right
        case (.text(let left), .text(let right)): return left == right
        case (.list(let left), .list(let right)):
            guard left.count == right.count else { return false }
            for (left, right) in zip(left, right) {
                guard try left.isEqual(right) else { return false }
            }
            return true
        default:
            let (left, right) = (try double(), try other.double())
            return abs(left - right) <= Self.noise * max(abs(left), abs(right))
        }
    }

    func isLess(_ other: MathValue) throws(MathError) -> Bool {
        if let left = rational, let right = other.rational { return left < right }
        guard try double() < (try other.double()) else { return false }
        return !(try isEqual(other))
    }

    /// Relative error that a few steps in floating point may add up to.
    private static let noise = 1e-14
}
