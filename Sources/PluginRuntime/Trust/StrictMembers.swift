// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON

/// What is wrong with a JSON file of the host's own making or asking, and where.
struct MemberFault: Error, Hashable {
    let pointer: JSONPointer
    /// The end of a sentence about the value there.
    let reason: String
    var hint: String?

    init(_ pointer: JSONPointer, _ reason: String, hint: String? = nil) {
        self.pointer = pointer
        self.reason = reason
        self.hint = hint
    }

    /// The place and the reason, as the end of a sentence.
    var text: String {
        pointer.tokens.isEmpty ? "it \(reason)" : "\(pointer.description.cleaned(toBytes: 256)) \(reason)"
    }
}

/// The members of an object none of which may be unknown.
struct StrictMembers {
    let pointer: JSONPointer
    private let members: JSONObject

    /// Takes an object apart.
    ///
    /// - Throws: `MemberFault` for another value, and for a member that is not in `names`, with the nearest one.
    init(_ value: JSONValue, at pointer: JSONPointer = JSONPointer(), names: [String]) throws(MemberFault) {
        guard let members = value.object else {
            throw MemberFault(pointer, "must be an object, not \(value.kind)")
        }
        for name in members.names where !names.contains(name) {
            let shown = name.cleaned(toBytes: 64)
            let hint =
                NearestNames.hint(for: name, among: names)
                ?? "Its members are \(names.map { "\"\($0)\"" }.joined(separator: ", "))."
            throw MemberFault(pointer, "has the unknown member \"\(shown)\"", hint: hint)
        }
        self.pointer = pointer
        self.members = members
    }

    subscript(name: String) -> JSONValue? { members[name] }

    func place(of name: String) -> JSONPointer { pointer.appending(name) }

    /// The text of a member; nil when it is absent.
    func text(_ name: String, bytes: Int = 64 << 10) throws(MemberFault) -> String? {
        guard let value = members[name] else { return nil }
        guard let text = value.string else {
            throw MemberFault(place(of: name), "must be a string, not \(value.kind)")
        }
        guard text.utf8.count <= bytes else {
            throw MemberFault(place(of: name), "is longer than \(bytes) bytes")
        }
        return text
    }

    func requiredText(_ name: String, bytes: Int = 64 << 10) throws(MemberFault) -> String {
        guard let text = try text(name, bytes: bytes) else { throw missing(name) }
        return text
    }

    /// The value of a member that is true or false; nil when it is absent.
    func bool(_ name: String) throws(MemberFault) -> Bool? {
        guard let value = members[name] else { return nil }
        guard let bool = value.bool else {
            throw MemberFault(place(of: name), "must be true or false, not \(value.kind)")
        }
        return bool
    }

    /// The whole number of a member; nil when it is absent.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(MemberFault) -> Int? {
        guard let value = members[name] else { return nil }
        guard let number = value.int, range.contains(number) else {
            throw MemberFault(
                place(of: name), "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The elements of a member; none when it is absent.
    func array(_ name: String, limit: Int) throws(MemberFault) -> [(value: JSONValue, place: JSONPointer)] {
        guard let value = members[name] else { return [] }
        guard let elements = value.array else {
            throw MemberFault(place(of: name), "must be an array, not \(value.kind)")
        }
        guard elements.count <= limit else {
            throw MemberFault(place(of: name), "has more than \(limit) elements")
        }
        return elements.enumerated().map { ($1, place(of: name).appending($0)) }
    }

    func missing(_ name: String) -> MemberFault {
        MemberFault(pointer, "lacks the member \"\(name)\"")
    }
}
