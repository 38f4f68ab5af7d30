// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON

/// An object of a manifest, none of whose members may be unknown.
struct ManifestMembers {
    let pointer: JSONPointer
    private let members: JSONObject

    init(_ value: JSONValue, at pointer: JSONPointer = JSONPointer(), known: Set<String>)
        throws(ManifestFault)
    {
        guard let members = value.object else {
            throw ManifestFault(
                pointer: pointer, reason: "there is \(value.kindWithArticle), where an object is due")
        }
        for name in members.names where !known.contains(name) {
            let near = NearestNames.hint(for: name, among: known.sorted()).map { ". \($0.dropLast())" } ?? ""
            throw ManifestFault(
                pointer: pointer.appending(name),
                reason: "\"\(name.cleaned(toBytes: 64))\" is no member that is known here\(near)")
        }
        self.pointer = pointer
        self.members = members
    }

    subscript(name: String) -> JSONValue? { members[name] }

    func fault(_ name: String?, _ reason: String) -> ManifestFault {
        ManifestFault(pointer: name.map { pointer.appending($0) } ?? pointer, reason: reason)
    }

    func text(_ name: String) throws(ManifestFault) -> String? {
        guard let value = members[name] else { return nil }
        guard let text = value.string else {
            throw fault(name, "there is \(value.kindWithArticle), where a string is due")
        }
        if let (scalar, _) = TextRules.firstHidden(in: text) {
            throw fault(name, "there is the hidden character \(TextRules.notation(scalar))")
        }
        return text
    }

    func requiredText(_ name: String) throws(ManifestFault) -> String {
        guard let text = try text(name), !text.isEmpty else { throw fault(nil, "\"\(name)\" is missing") }
        return text
    }

    func object(_ name: String) throws(ManifestFault) -> JSONObject? {
        guard let value = members[name] else { return nil }
        guard let object = value.object else {
            throw fault(name, "there is \(value.kindWithArticle), where an object is due")
        }
        return object
    }

    func list(_ name: String, limit: Int) throws(ManifestFault) -> [JSONValue] {
        guard let value = members[name] else { return [] }
        guard let list = value.array else {
            throw fault(name, "there is \(value.kindWithArticle), where a list is due")
        }
        guard list.count <= limit else { throw fault(name, "there are over \(limit) elements") }
        return list
    }

    func flag(_ name: String) throws(ManifestFault) -> Bool? {
        guard let value = members[name] else { return nil }
        guard let flag = value.bool else {
            throw fault(name, "there is \(value.kindWithArticle), where true or false is due")
        }
        return flag
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
