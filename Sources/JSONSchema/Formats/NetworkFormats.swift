// SPDX-License-Identifier: Apache-2.0

/// Addresses of hosts and mailboxes.
enum NetworkFormats {
    /// RFC 1123 §2.1, without a final dot.
    static func isHostname(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard !bytes.isEmpty, bytes.count <= 253 else { return false }
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy(isLabel)
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        guard (1...63).contains(label.count), label.first != UInt8(ascii: "-"),
            label.last != UInt8(ascii: "-"),
            label.allSatisfy({ $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "-") })
        else { return false }
        // RFC 5891 §4.2.3.1 keeps hyphens in the third and fourth place for encoded labels.
        guard label.dropFirst(2).prefix(2).elementsEqual("--".utf8) else { return true }
        guard label.prefix(2).map({ $0 | 0x20 }) == Array("xn".utf8) else { return false }
        return Punycode.decode(Array(label.dropFirst(4))).map(isInternationalLabel) ?? false
    }

    /// The context rules of RFC 5892 appendix A that decide about single characters.
    private static func isInternationalLabel(_ label: [Unicode.Scalar]) -> Bool {
        guard let first = label.first, !first.properties.generalCategory.isMark else { return false }
        let hasReservedHyphens = label.count > 3 && label[2] == "-" && label[3] == "-"
        guard !hasReservedHyphens, label.contains(where: { !$0.isASCII }) else { return false }
        return label.indices.allSatisfy { isAllowed(label, at: $0) }
    }

    private static func isAllowed(_ label: [Unicode.Scalar], at index: Int) -> Bool {
        let before = index > 0 ? label[index - 1] : nil
        let after = index + 1 < label.count ? label[index + 1] : nil
        switch label[index].value {
        case 0xB7: return before == "l" && after == "l"
        case 0x375: return after.map { (0x370...0x3FF).contains($0.value) } ?? false
        case 0x5F3, 0x5F4: return before.map { (0x591...0x5F4).contains($0.value) } ?? false
        case 0x30FB:
            return label.contains {
                (0x3041...0x30FA).contains($0.value) || (0x4E00...0x9FFF).contains($0.value)
            }
        case 0x660...0x669: return !label.contains { (0x6F0...0x6F9).contains($0.value) }
        case 0x6F0...0x6F9: return !label.contains { (0x660...0x669).contains($0.value) }
        case 0x200C, 0x200D:
            if before?.properties.canonicalCombiningClass == .virama { return true }
            // The non-joiner may also part two letters that would join, which those of these blocks do.
            guard label[index].value == 0x200C, let before, let after else { return false }
            return joiningBlocks.contains(before.value) && joiningBlocks.contains(after.value)
        // Disallowed by RFC 5892 §2.6.
        case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
        default: return true
        }
    }

    /// Arabic, Syriac, Arabic Supplement, Thaana, NKo.
    private static let joiningBlocks: ClosedRange<UInt32> = 0x600...0x7FF

    static func isIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard (1...3).contains(part.count), part.allSatisfy(\.isASCIIDigit),
                    part.count == 1 || part.first != UInt8(ascii: "0")
                else { return false }
                return part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } <= 255
            }
    }

    /// RFC 4291 §2.2, without a zone.
    static func isIPv6(_ bytes: ArraySlice<UInt8>) -> Bool {
        var groups = 0
        var hasGap = false
        var rest = bytes
        if rest.starts(with: "::".utf8) {
            hasGap = true
            rest = rest.dropFirst(2)
            if rest.isEmpty { return true }
        }
        while true {
            let group = rest.prefix { $0 != UInt8(ascii: ":") }
            rest = rest[group.endIndex...]
            if group.contains(UInt8(ascii: ".")) {
                guard rest.isEmpty, isIPv4(group) else { return false }
                groups += 2
                break
            }
            guard (1...4).contains(group.count), group.allSatisfy({ $0.hexadecimalValue != nil }) else {
                return false
            }
            groups += 1
            if rest.isEmpty { break }
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: ":") {
                guard !hasGap else { return false }
                hasGap = true
                rest = rest.dropFirst()
                if rest.isEmpty { break }
            }
        }
        return hasGap ? groups < 8 : groups == 8
    }

    /// RFC 5321 §4.1.2; with RFC 6531's characters where `isInternational`.
    static func isEmail(_ bytes: [UInt8], isInternational: Bool) -> Bool {
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return false }
        return isLocalPart(bytes[..<at], isInternational) && isMailDomain(bytes[(at + 1)...], isInternational)
    }

    private static func isLocalPart(_ part: ArraySlice<UInt8>, _ isInternational: Bool) -> Bool {
        guard let first = part.first else { return false }
        if first == UInt8(ascii: "\"") { return isQuoted(part, isInternational) }
        return part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty
                && atom.allSatisfy { byte in
                    byte.isASCIILetter || byte.isASCIIDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
                        || byte >= 0x80 && isInternational
                }
        }
    }

    private static func isQuoted(_ part: ArraySlice<UInt8>, _ isInternational: Bool) -> Bool {
        guard part.count >= 2, part.last == UInt8(ascii: "\"") else { return false }
        var isEscaped = false
        for byte in part.dropFirst().dropLast() {
            guard byte >= 0x20, byte != 0x7F, byte < 0x80 || isInternational else { return false }
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                return false
            }
        }
        return !isEscaped
    }

    private static func isMailDomain(_ domain: ArraySlice<UInt8>, _ isInternational: Bool) -> Bool {
        if domain.first == UInt8(ascii: "["), domain.last == UInt8(ascii: "]") {
            let literal = domain.dropFirst().dropLast()
            let tag = "IPv6:".utf8
            return literal.starts(with: tag) ? isIPv6(literal.dropFirst(tag.count)) : isIPv4(literal)
        }
        guard isInternational else { return isHostname(domain) }
        // What is not ASCII is taken for a letter here: the rules of encoded labels do not apply to mail
        // addresses.
        return isHostname(domain.map { $0 >= 0x80 ? UInt8(ascii: "a") : $0 }[...])
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isMark: Bool {
        self == .nonspacingMark || self == .spacingMark || self == .enclosingMark
    }
}
