// SPDX-License-Identifier: Apache-2.0

/// Respells a regular expression of ECMA-262 in the part of its syntax that llama.cpp's grammars have.
///
/// That part: an anchor at either end and none between, characters, `.`, sets, groups, alternatives, repetitions. Not
/// in it: look-around, back references, and the escapes `\s`, `\S`, `\D`, `\W`, `\b` and their kin, which fail the whole
/// request. `\d` and `\w` can be spelt out.
struct UpstreamPattern {
    private let source: [UInt8]
    private var index = 0
    private var output: [UInt8] = []

    private init(_ source: ArraySlice<UInt8>) {
        self.source = Array(source)
    }

    /// The pattern as grammars can take it, unchanged where they can already; nil when there is no such spelling.
    static func respelt(_ pattern: String) -> String? {
        let bytes = Array(pattern.utf8)
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "^"), bytes.last == UInt8(ascii: "$") else {
            return nil
        }
        let backslashes = bytes.dropLast().reversed().prefix { $0 == UInt8(ascii: "\\") }.count
        guard backslashes.isMultiple(of: 2) else { return nil }
        var pattern = UpstreamPattern(bytes[1..<(bytes.count - 1)])
        guard pattern.respell() else { return nil }
        return "^" + String(decoding: pattern.output, as: UTF8.self) + "$"
    }

    private mutating func respell() -> Bool {
        while index < source.count {
            let byte = source[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\\"):
                guard respellEscape() else { return false }
            case UInt8(ascii: "["):
                guard respellSet() else { return false }
            case UInt8(ascii: "("):
                // Only groups without capture have a meaning of their own among those that start so.
                if peek == UInt8(ascii: "?"), peek(1) != UInt8(ascii: ":") { return false }
                output.append(byte)
            case UInt8(ascii: "{"):
                guard respellRepetition() else { return false }
            case UInt8(ascii: "^"), UInt8(ascii: "$"):
                return false
            default:
                output.append(byte)
            }
        }
        return true
    }

    private var peek: UInt8? { peek(0) }

    private func peek(_ distance: Int) -> UInt8? {
        index + distance < source.count ? source[index + distance] : nil
    }

    /// What stands for an escape outside a set; `index` is behind the backslash.
    private mutating func respellEscape() -> Bool {
        guard let letter = peek else { return false }
        index += 1
        switch letter {
        case UInt8(ascii: "d"): output += Array("[0-9]".utf8)
        case UInt8(ascii: "w"): output += Array("[A-Za-z0-9_]".utf8)
        case UInt8(ascii: "-"), UInt8(ascii: "/"): output.append(letter)
        default:
            guard "^$.[]()|{}*+?".utf8.contains(letter) else { return false }
            output += [UInt8(ascii: "\\"), letter]
        }
        return true
    }

    /// A set, whose opening bracket has been passed.
    private mutating func respellSet() -> Bool {
        output.append(UInt8(ascii: "["))
        if peek == UInt8(ascii: "^") {
            output.append(UInt8(ascii: "^"))
            index += 1
        }
        let start = index
        while let byte = peek {
            index += 1
            switch byte {
            case UInt8(ascii: "]"):
                output.append(byte)
                // An empty set is none of a grammar's.
                return index - 1 > start
            case UInt8(ascii: "\\"):
                guard respellEscapeInSet(isFirst: index - 1 == start) else { return false }
            default:
                output.append(byte)
            }
        }
        return false
    }

    private mutating func respellEscapeInSet(isFirst: Bool) -> Bool {
        guard let letter = peek else { return false }
        index += 1
        switch letter {
        case UInt8(ascii: "d"): output += Array("0-9".utf8)
        case UInt8(ascii: "w"): output += Array("A-Za-z0-9_".utf8)
        case UInt8(ascii: "-"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\\"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            output += [UInt8(ascii: "\\"), letter]
        case UInt8(ascii: "^"):
            guard !isFirst else { return false }
            output.append(letter)
        default:
            guard "$.()|{}*+?/".utf8.contains(letter) else { return false }
            output.append(letter)
        }
        return true
    }

    /// `{n}`, `{n,}` or `{n,m}`, whose opening brace has been passed.
    private mutating func respellRepetition() -> Bool {
        guard let end = source[index...].firstIndex(of: UInt8(ascii: "}")) else { return false }
        let bounds = source[index..<end].split(
            separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        for bound in bounds where !bound.isEmpty {
            guard let number = Int(String(decoding: bound, as: UTF8.self)),
                number <= UpstreamLimits.repetitions
            else { return false }
        }
        output.append(UInt8(ascii: "{"))
        output += source[index...end]
        index = end + 1
        return true
    }
}
