// SPDX-License-Identifier: Apache-2.0

/// Ids for calls that came without one: nine letters and digits, which is all that Mistral's templates accept.
struct MadeIDs: Sendable {
    /// What all ids of one answer begin with; different from answer to answer, since callers keep ids apart over a
    /// whole conversation.
    let prefix: String

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    private static let prefixLength = 6
    private static let numberLength = 3

    init() {
        prefix = String((0..<Self.prefixLength).compactMap { _ in Self.alphabet.randomElement() })
    }

    /// The id itself, or where the parser made it by counting, the one with all its digits.
    func settled(_ id: String) -> String {
        guard id.hasPrefix(prefix) else { return id }
        let number = id.dropFirst(prefix.count)
        guard number.allSatisfy(\.isNumber) else { return id }
        return prefix + String(repeating: "0", count: max(0, Self.numberLength - number.count)) + number
    }
}
