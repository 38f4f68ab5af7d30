// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON

/// An object of roles with its place, whose members are read one by one and whose unknown ones are refused.
struct RoleObject {
    let pointer: JSONPointer
    private let members: JSONObject

    /// - Throws: `TypedCallError.role` when the value is no object, or has a member that is not `known`.
    init(_ value: JSONValue, at pointer: JSONPointer, known: Set<String>) throws(TypedCallError) {
        guard case .object(let members) = value else {
            throw .role(
                pointer,
                reason: "\(Self.name(of: pointer)) is \(value.kindWithArticle), where an object is due")
        }
        for name in members.names where !known.contains(name) {
            let near = NearestNames.hint(for: name, among: known.sorted())
            throw .role(
                pointer.appending(name),
                reason: "\(Self.name(of: pointer)) has the member \"\(name)\", which means nothing here"
                    + (near.map { ": \($0.prefix(1).lowercased())\($0.dropFirst().dropLast())" } ?? ""))
        }
        self.members = members
        self.pointer = pointer
    }

    func fault(_ name: String? = nil, _ reason: String) -> TypedCallError {
        .role(name.map { pointer.appending($0) } ?? pointer, reason: reason)
    }

    subscript(name: String) -> JSONValue? { members[name] }

    func text(_ name: String) throws(TypedCallError) -> String? {
        guard let value = members[name] else { return nil }
        guard let text = value.string else {
            throw fault(name, "\"\(name)\" is \(value.kindWithArticle), where a string is due")
        }
        return text
    }

    func flag(_ name: String) throws(TypedCallError) -> Bool? {
        guard let value = members[name] else { return nil }
        guard let flag = value.bool else {
            throw fault(name, "\"\(name)\" is \(value.kindWithArticle), where true or false is due")
        }
        return flag
    }

    func count(_ name: String, in range: ClosedRange<Int>) throws(TypedCallError) -> Int? {
        guard let value = members[name] else { return nil }
        guard let count = value.int, range.contains(count) else {
            throw fault(
                name, "\"\(name)\" is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return count
    }

    /// One of a set of words.
    func choice<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ type: Word.Type
    ) throws(TypedCallError) -> Word? {
        guard let text = try text(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw fault(name, "\"\(name)\" is \"\(text)\", where one of \(words) is due")
        }
        return word
    }

    private static func name(of pointer: JSONPointer) -> String {
        pointer.tokens.last.map { "\"\($0)\"" } ?? "The object of roles"
    }
}

extension JSONValue {
    /// What kind of value this is, for a sentence.
    var kindWithArticle: String {
        switch self {
        case .null: "null"
        case .array, .object: "an \(kind)"
        case .bool, .number, .string: "a \(kind)"
        }
    }
}
