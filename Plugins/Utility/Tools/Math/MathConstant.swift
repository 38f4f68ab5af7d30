// SPDX-License-Identifier: Apache-2.0

internal import Diagnostics

/// The names that stand for values.
enum MathConstant {
    private static let values: [String: MathValue] = [
        "pi": .real(.pi), "π": .real(.pi), "tau": .real(2 * .pi), "τ": .real(2 * .pi),
        "e": .real(2.718281828459045), "phi": .real(1.618033988749895), "φ": .real(1.618033988749895),
        "true": .bool(true), "false": .bool(false),
    ]

    static let names = values.keys.sorted()

    static func named(_ name: String) -> MathValue? { values[name] }

    /// The refusal of a name that means nothing, with the nearest that do.
    static func unknown(_ name: String, isCall: Bool, _ column: Int) -> MathError {
        let shown = name.prefix(60)
        if name == "i" || name == "j" {
            return MathError(.unknownName, "complex numbers are not supported.", column: column)
        }
        if name == "x" {
            return MathError(
                .unknownName, "there is no constant \"x\".",
                hint: "Write * for a product; there are no variables.", column: column
            )
        }
        let candidates = isCall ? MathFunction.names : names + MathFunction.names
        return MathError(
            .unknownName, "there is no \(isCall ? "function" : "constant or function") \"\(shown)\".",
            hint: NearestNames.hint(for: String(shown), among: candidates)
                ?? "Known are, among others: \(MathFunction.wellKnown.joined(separator: ", ")).",
            column: column
        )
    }
}
