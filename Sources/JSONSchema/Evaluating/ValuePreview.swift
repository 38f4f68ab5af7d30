// SPDX-License-Identifier: Apache-2.0

import JSON

/// Short JSON text of values of any size, for sentences.
enum ValuePreview {
    /// About one line together with the words around it.
    private static let scalars = 60

    /// The JSON text of `value`, cut with `…` where it is long.
    static func text(of value: JSONValue) -> String {
        var text = ""
        append(value, to: &text)
        return text
    }

    /// The values' texts with commas, at most ten of them.
    static func list(_ values: some Collection<JSONValue>) -> String {
        let shown = values.prefix(10).map(text(of:)).joined(separator: ", ")
        return values.count > 10 ? "\(shown), … (\(values.count) in all)" : shown
    }

    static func cut(_ text: String, to limit: Int) -> String {
        let head = text.unicodeScalars.prefix(limit)
        return head.endIndex == text.unicodeScalars.endIndex ? text : String(head) + "…"
    }

    private static func append(_ value: JSONValue, to text: inout String) {
        switch value {
        case .string(let string): text += JSONValue.string(cut(string, to: scalars)).jsonText()
        case .number(let number): text += cut(number.text, to: scalars)
        case .null, .bool: text += value.jsonText()
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                guard text.utf8.count < scalars else { return text += "…]" }
                append(element, to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                guard text.utf8.count < scalars else { return text += "…}" }
                append(.string(member.name), to: &text)
                text += ":"
                append(member.value, to: &text)
            }
            text += "}"
        }
    }
}
