// SPDX-License-Identifier: Apache-2.0

import JSON

/// Reads and repairs JSON text with the faults that `JSONScanner.Tolerance` names.
enum LenientText {
    /// What the repairs of these faults are called in events.
    static func names(of faults: JSONScanner.Tolerance) -> [String] {
        guard !faults.isEmpty else { return [] }
        let names: [(JSONScanner.Tolerance, String)] = [
            (.controlCharacters, "control_characters"), (.trailingCommas, "trailing_comma"),
            (.pythonLiterals, "python_literals"), (.singleQuotes, "single_quotes"),
            (.bareNames, "bare_names"),
        ]
        return names.filter { faults.contains($0.0) }.map(\.1)
    }

    /// The text of a quoted or bare word; what cannot be read is taken as it stands.
    static func word(_ bytes: ArraySlice<UInt8>) -> String {
        guard let quote = bytes.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return String(decoding: bytes, as: UTF8.self)
        }
        let content = bytes.dropFirst().dropLast()
        guard content.contains(UInt8(ascii: "\\")) else { return String(decoding: content, as: UTF8.self) }
        var writer = Rewriting()
        writer.rewrite(bytes)
        // A word that is no JSON string even after repair has a broken escape: its raw text is all there is.
        let value = try? JSONValue(parsing: writer.output)
        return value?.string ?? String(decoding: content, as: UTF8.self)
    }

    /// The value of `bytes`, strictly read where possible, else with the faults put right.
    ///
    /// - Returns: the value and the names of the repairs made; nil when it is no JSON even so.
    static func value(_ bytes: ArraySlice<UInt8>) -> (value: JSONValue, repairs: [String])? {
        // What a strict read says against the text is of no interest: the repair below is tried next.
        if let value = try? JSONValue(parsing: bytes.span) { return (value, []) }
        var writer = Rewriting()
        writer.rewrite(bytes)
        // That it cannot be read even so is the answer; the caller reports it with the wire text.
        guard let value = try? JSONValue(parsing: writer.output) else { return nil }
        return (value, writer.repairs)
    }

    /// One pass that writes strict JSON for lenient JSON.
    private struct Rewriting {
        private(set) var output: [UInt8] = []
        private(set) var repairs: [String] = []

        mutating func rewrite(_ bytes: ArraySlice<UInt8>) {
            output.reserveCapacity(bytes.count + 16)
            var index = bytes.startIndex
            while index < bytes.endIndex {
                let byte = bytes[index]
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "'"):
                    string(bytes, &index)
                case UInt8(ascii: ","):
                    comma(bytes, &index)
                default:
                    if Self.isWord(byte), !isInNumber {
                        word(bytes, &index)
                    } else {
                        output.append(byte)
                        index += 1
                    }
                }
            }
            repairInvalidUTF8()
        }

        /// The `e` of an exponent follows a digit or a point.
        private var isInNumber: Bool {
            guard let last = output.last else { return false }
            return last &- UInt8(ascii: "0") <= 9 || last == UInt8(ascii: ".")
        }

        private static func isWord(_ byte: UInt8) -> Bool {
            (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
        }

        private mutating func note(_ repair: String) {
            if !repairs.contains(repair) { repairs.append(repair) }
        }

        private mutating func string(_ bytes: ArraySlice<UInt8>, _ index: inout Int) {
            let quote = bytes[index]
            if quote == UInt8(ascii: "'") { note("single_quotes") }
            output.append(UInt8(ascii: "\""))
            index += 1
            while index < bytes.endIndex, bytes[index] != quote {
                content(bytes, &index)
            }
            output.append(UInt8(ascii: "\""))
            index += 1
        }

        private mutating func content(_ bytes: ArraySlice<UInt8>, _ index: inout Int) {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\\"):
                guard index < bytes.endIndex else { return }
                if bytes[index] != UInt8(ascii: "'") { output.append(byte) }
                output.append(bytes[index])
                index += 1
            case UInt8(ascii: "\""):
                output.append(contentsOf: "\\\"".utf8)
            case ..<0x20:
                note("control_characters")
                let text = JSONValue.string(String(Unicode.Scalar(byte))).jsonBytes()
                output.append(contentsOf: text.dropFirst().dropLast())
            default:
                output.append(byte)
            }
        }

        private mutating func comma(_ bytes: ArraySlice<UInt8>, _ index: inout Int) {
            index += 1
            var next = index
            while next < bytes.endIndex, bytes[next] <= 0x20 { next += 1 }
            let closes =
                next < bytes.endIndex
                && (bytes[next] == UInt8(ascii: "}") || bytes[next] == UInt8(ascii: "]"))
            if closes {
                note("trailing_comma")
                index = next
            } else {
                output.append(UInt8(ascii: ","))
            }
        }

        private mutating func word(_ bytes: ArraySlice<UInt8>, _ index: inout Int) {
            let start = index
            while index < bytes.endIndex, Self.isWord(bytes[index]) || bytes[index] &- UInt8(ascii: "0") <= 9
            {
                index += 1
            }
            let text = String(decoding: bytes[start..<index], as: UTF8.self)
            switch text {
            case "true", "false", "null":
                output.append(contentsOf: text.utf8)
            case "True", "False", "None":
                note("python_literals")
                let literal = text == "True" ? "true" : text == "False" ? "false" : "null"
                output.append(contentsOf: literal.utf8)
            default:
                var next = index
                while next < bytes.endIndex, bytes[next] <= 0x20 { next += 1 }
                // Only a member's name: a bare word as a value is nothing that can be read with confidence.
                if next < bytes.endIndex, bytes[next] == UInt8(ascii: ":") {
                    note("bare_names")
                    output.append(contentsOf: JSONValue.string(text).jsonBytes())
                } else {
                    output.append(contentsOf: text.utf8)
                }
            }
        }

        private mutating func repairInvalidUTF8() {
            guard !UTF8Border.isValid(output.span) else { return }
            note("invalid_utf8")
            output = Array(String(decoding: output, as: UTF8.self).utf8)
        }
    }
}
