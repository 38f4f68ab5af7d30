// SPDX-License-Identifier: Apache-2.0

extension MathFunction {
    /// One over a function of an angle.
    static let reciprocals: [MathFunction] = [
        reciprocal("sec", of: "cos"), reciprocal("csc", "cosec", of: "sin"), reciprocal("cot", of: "tan"),
    ]

    private static func reciprocal(_ names: String..., of name: String) -> MathFunction {
        MathFunction(list: names, arguments: 1...1, usage: "\(names[0])(radians) or \(names[0])(30 deg)") {
            (arithmetic, values) throws(MathError) in
            guard let function = trigonometry.first(where: { $0.names[0] == name }) else { return values[0] }
            return try arithmetic.quotient(.integer(1), try function.body(&arithmetic, values))
        }
    }
}
