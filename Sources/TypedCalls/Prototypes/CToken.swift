// SPDX-License-Identifier: Apache-2.0

/// A word, a number or a mark of C.
struct CToken: Hashable {
    enum Kind: Hashable {
        case word
        case number
        case mark
        case end
    }

    let kind: Kind
    let text: String
    /// In bytes, from the start of the text.
    let offset: Int

    /// The token as messages show it.
    var quoted: String { kind == .end ? "the end" : "\"\(text)\"" }
}

/// Why a text is no prototype; the reason ends a sentence.
struct CFault: Error, Hashable {
    let reason: String
    /// In bytes, from the start of the text.
    let offset: Int
}

/// Cuts C into tokens; comments are passed over.
struct CLexer {
    private let bytes: [UInt8]
    private var index = 0

    /// The longest text, in bytes: a prototype is a line, and the structs it needs are a few more.
    static let textBytes = 8 << 10

    static func tokens(of text: String) throws(CFault) -> [CToken] {
        guard text.utf8.count <= textBytes else {
            throw CFault(reason: "it has over \(textBytes) bytes", offset: 0)
        }
        var lexer = CLexer(bytes: Array(text.utf8))
        var tokens: [CToken] = []
        while let token = try lexer.next() { tokens.append(token) }
        tokens.append(CToken(kind: .end, text: "", offset: lexer.bytes.count))
        return tokens
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func next() throws(CFault) -> CToken? {
        try skipSpace()
        guard index < bytes.count else { return nil }
        let start = index
        let byte = bytes[index]
        if Self.startsWord(byte) {
            while index < bytes.count, Self.startsWord(bytes[index]) || Self.isDigit(bytes[index]) {
                index += 1
            }
            return token(.word, from: start)
        }
        if Self.isDigit(byte) {
            while index < bytes.count, Self.isDigit(bytes[index]) { index += 1 }
            return token(.number, from: start)
        }
        if bytes[index...].starts(with: "...".utf8) {
            index += 3
            return token(.mark, from: start)
        }
        guard "*,;()[]{}:=".utf8.contains(byte) else {
            throw CFault(reason: "\(Self.described(byte)) has no place in a prototype", offset: start)
        }
        index += 1
        return token(.mark, from: start)
    }

    private func token(_ kind: CToken.Kind, from start: Int) -> CToken {
        CToken(kind: kind, text: String(decoding: bytes[start..<index], as: UTF8.self), offset: start)
    }

    private mutating func skipSpace() throws(CFault) {
        while index < bytes.count {
            if bytes[index] == 0x20 || (0x09...0x0D).contains(bytes[index]) {
                index += 1
            } else if bytes[index...].starts(with: "//".utf8) {
                while index < bytes.count, bytes[index] != 0x0A { index += 1 }
            } else if bytes[index...].starts(with: "/*".utf8) {
                let start = index
                index += 2
                while index < bytes.count, !bytes[index...].starts(with: "*/".utf8) { index += 1 }
                guard index < bytes.count else {
                    throw CFault(reason: "the comment does not end", offset: start)
                }
                index += 2
            } else {
                return
            }
        }
    }

    private static func startsWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func described(_ byte: UInt8) -> String {
        byte > 0x20 && byte < 0x7F ? "\"\(Character(Unicode.Scalar(byte)))\"" : "the byte \(byte)"
    }
}
