// SPDX-License-Identifier: Apache-2.0

extension CParser {
    /// The words that C's own types are made of.
    static let basicWords: Set = [
        "void", "_Bool", "char", "short", "int", "long", "float", "double", "signed", "unsigned",
    ]

    /// Words of C that name nothing.
    static let otherKeywords: Set = [
        "const", "restrict", "register", "volatile", "struct", "union", "enum", "typedef", "extern", "static",
        "inline", "return", "sizeof",
    ]

    /// A type that the standard headers name.
    static func known(_ name: String) -> CType? {
        name == "bool" ? .bool : CInteger.named[name].map(CType.integer)
    }

    /// The type that those words spell, in whatever order.
    func basicType(_ words: [String], at start: CToken) throws(CFault) -> CType {
        guard !words.isEmpty else {
            throw CFault(reason: "a type is due here, not \(start.quoted)", offset: start.offset)
        }
        var counts: [String: Int] = [:]
        for word in words { counts[word, default: 0] += 1 }
        let longs = counts.removeValue(forKey: "long") ?? 0
        let unsigneds = counts.removeValue(forKey: "unsigned") ?? 0
        let signs = unsigneds + (counts.removeValue(forKey: "signed") ?? 0)
        let spelling = words.joined(separator: " ")
        func refused(_ reason: String) -> CFault { CFault(reason: reason, offset: start.offset) }

        guard counts.values.allSatisfy({ $0 == 1 }), longs <= 2, signs <= 1 else {
            throw refused("\"\(spelling)\" is no type")
        }
        if signs == 0, longs == 0, words.count == 1 {
            switch words[0] {
            case "void": return .void
            case "_Bool": return .bool
            case "float": return .float
            case "double": return .double
            case "char": return .integer(.character)
            default: break
            }
        }
        if counts["double"] != nil, longs == 1 {
            throw refused("long double is not supported; JSON has no use for it")
        }
        let rest = Set(counts.keys)
        let bits: Int
        switch (rest, longs) {
        case (["char"], 0): bits = 8
        case (["short"], 0), (["short", "int"], 0): bits = 16
        case (["int"], 0), ([], 0): bits = 32
        case (["int"], 1), ([], 1): bits = Int.bitWidth
        case (["int"], 2), ([], 2): bits = 64
        default: throw refused("\"\(spelling)\" is no type")
        }
        return .integer(CInteger(bits: bits, isSigned: unsigneds == 0))
    }
}
