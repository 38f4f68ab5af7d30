// SPDX-License-Identifier: Apache-2.0

internal import BigInt
internal import Glibc

extension MathFunction {
    /// Functions of angles.
    ///
    /// Angles are radians; `30 deg`, `30°` and the functions that end in d take degrees.
    static let trigonometry: [MathFunction] =
        [
            circular("sin", exact: sine) { sin($0) },
            circular("cos", exact: cosine) { cos($0) },
            circular("tan", exact: tangent) { tan($0) },
            inDegrees("sind", "sin", exact: sine) { sin($0) },
            inDegrees("cosd", "cos", exact: cosine) { cos($0) },
            inDegrees("tand", "tan", exact: tangent) { tan($0) },
            plain("asin", "arcsin") { asin($0) }, plain("acos", "arccos", zeroAt: 1) { acos($0) },
            plain("atan", "arctan") { atan($0) },
            plain("sinh") { sinh($0) }, plain("cosh", zeroAt: nil) { cosh($0) }, plain("tanh") { tanh($0) },
            plain("asinh", "arcsinh") { asinh($0) }, plain("acosh", "arccosh", zeroAt: 1) { acosh($0) },
            plain("atanh", "arctanh") { atanh($0) },
        ] + twoArguments

    private static let twoArguments: [MathFunction] = [
        MathFunction("atan2", arguments: 2...2, usage: "atan2(y, x)") { (_, values) throws(MathError) in
            try .checked(atan2(try values[0].double(), try values[1].double()))
        },
        MathFunction("hypot", arguments: 2...2, usage: "hypot(a, b)") {
            (arithmetic, values) throws(MathError) in
            let sum = try arithmetic.sum(
                try arithmetic.product(values[0], values[0]), try arithmetic.product(values[1], values[1])
            )
            return try root(sum, 2, &arithmetic)
        },
        MathFunction("degrees", "deg", arguments: 1...1, usage: "degrees(radians)", isConversion: true) {
            (_, values) throws(MathError) in
            if case .degrees(let angle) = values[0] { return .exact(angle) }
            return try .checked(try values[0].double() * 180 / .pi)
        },
        MathFunction("radians", "rad", arguments: 1...1, usage: "radians(degrees)", isConversion: true) {
            (_, values) throws(MathError) in
            if case .degrees = values[0] { return .real(try values[0].double()) }
            return try .checked(try values[0].double() * .pi / 180)
        },
    ]

    // MARK: - Kinds of function

    private typealias Exact = @Sendable (Rational) throws(MathError) -> Rational?

    private static func circular(
        _ name: String, exact: @escaping Exact, _ body: @escaping @Sendable (Double) -> Double
    ) -> MathFunction {
        MathFunction(name, arguments: 1...1, usage: "\(name)(radians) or \(name)(30 deg)") {
            (_, values) throws(MathError) in
            if case .degrees(let angle) = values[0], let found = try exact(angle) { return .exact(found) }
            if let number = values[0].rational, number.isZero, let found = try exact(number) {
                return .exact(found)
            }
            return try settled(body, at: try values[0].double())
        }
    }

    private static func inDegrees(
        _ name: String, _ plainName: String, exact: @escaping Exact,
        _ body: @escaping @Sendable (Double) -> Double
    ) -> MathFunction {
        MathFunction(name, arguments: 1...1, usage: "\(name)(degrees)") { (_, values) throws(MathError) in
            guard let angle = values[0].rational else {
                return try settled(body, at: try values[0].double() * .pi / 180)
            }
            if let found = try exact(angle) { return .exact(found) }
            return try settled(body, at: turn(angle).double * .pi / 180)
        }
    }

    /// A function of one number that is exactly zero at `zeroAt`, if anywhere.
    private static func plain(
        _ names: String..., zeroAt: Int? = 0, _ body: @escaping @Sendable (Double) -> Double
    ) -> MathFunction {
        let name = names[0]
        return MathFunction(list: names, arguments: 1...1, usage: "\(name)(x)") {
            (_, values) throws(MathError) in
            if let zeroAt, values[0].rational == Rational(zeroAt) { return .integer(0) }
            let argument = try values[0].double()
            let found = body(argument)
            guard found.isFinite else {
                throw MathError.undefined("\(name) has no finite value there.")
            }
            return .real(found)
        }
    }

    /// The value at an angle in radians.
    ///
    /// What is smaller than the angle's own rounding error is zero: sin(pi).
    private static func settled(_ body: (Double) -> Double, at angle: Double) throws(MathError) -> MathValue {
        guard abs(angle) < largestAngle else {
            throw MathError(.tooLarge, "an angle of that size has no sensible digits left.")
        }
        let found = body(angle)
        let noise = 4 * angle.ulp
        if abs(found) < noise { return .real(0) }
        if abs(found) * noise > 1 { throw MathError.undefined("the tangent has no value at a right angle.") }
        return try .checked(found)
    }

    /// Beyond it the next double is more than a tenth of a turn away.
    private static let largestAngle = 1e15

    // MARK: - Exact values

    /// The angle in degrees from 0 up to, not with, 360.
    private static func turn(_ angle: Rational) -> Rational {
        let turns = Rational(angle.numerator, over: angle.denominator * 360).floor
        return Rational(angle.numerator - turns * 360 * angle.denominator, over: angle.denominator)
    }

    private static let sine: Exact = { (angle) throws(MathError) in
        let half = Rational(1, over: 2)
        return switch turn(angle).int {
        case 0, 180: Rational(0)
        case 30, 150: half
        case 90: Rational(1)
        case 210, 330: half.negated
        case 270: Rational(-1)
        default: nil
        }
    }

    private static let cosine: Exact = { (angle) throws(MathError) in
        try sine(Rational(lowest: angle.numerator + 90 * angle.denominator, angle.denominator))
    }

    private static let tangent: Exact = { (angle) throws(MathError) in
        switch turn(angle).int {
        case 0, 180: return Rational(0)
        case 45, 225: return Rational(1)
        case 135, 315: return Rational(-1)
        case 90, 270: throw MathError.undefined("the tangent has no value at a right angle.")
        default: return nil
        }
    }
}
