// SPDX-License-Identifier: Apache-2.0

import JSON

/// Makes an object of what a model gave as arguments.
enum ArgumentReading {
    /// The members, and what had to be put right on the way.
    struct Outcome: Sendable {
        var members: JSONObject
        var repairs: [String] = []
        /// The members whose values are bare text, whose types only the schema can tell.
        var untyped: Set<String> = []
    }

    /// Nil when the arguments are no object.
    static func members(of arguments: CallDraft.Arguments) -> Outcome? {
        switch arguments {
        case .none: Outcome(members: [:])
        case .members(let members, let untyped): Outcome(members: members, untyped: untyped)
        case .text(let bytes): members(of: bytes)
        }
    }

    private static func members(of bytes: ArraySlice<UInt8>) -> Outcome? {
        guard bytes.contains(where: { $0 > 0x20 }) else { return Outcome(members: [:]) }
        guard let read = LenientText.value(bytes) else { return nil }
        switch read.value {
        case .object(let members): return Outcome(members: members, repairs: read.repairs)
        case .null: return Outcome(members: [:], repairs: read.repairs)
        case .string(let text): return encoded(text, read.repairs)
        default: return nil
        }
    }

    /// Arguments that were serialised twice; a string that holds no object is none.
    private static func encoded(_ text: String, _ repairs: [String]) -> Outcome? {
        guard text.utf8.contains(where: { $0 > 0x20 }) else { return Outcome(members: [:], repairs: repairs) }
        guard let inner = LenientText.value(ArraySlice(text.utf8)), case .object(let members) = inner.value
        else {
            return nil
        }
        return Outcome(members: members, repairs: repairs + inner.repairs + ["double_encoded"])
    }
}
