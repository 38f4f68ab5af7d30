// SPDX-License-Identifier: Apache-2.0

import JSON

/// A schema object while it is compiled: its known members, its place, and access that refuses wrong values.
struct SchemaObject {
    /// Without the keywords that the dialect does not know.
    let members: JSONObject
    let place: SchemaPlace
    let node: Int
    let resource: Int
    let dialect: Dialect

    var pointer: JSONPointer { place.pointer }

    func refusal(_ keyword: String, _ requirement: String) -> SchemaError {
        .invalidKeyword(pointer.appending(keyword), keyword: keyword, requirement: requirement)
    }

    func string(_ keyword: String) throws(SchemaError) -> String? {
        guard let value = members[keyword] else { return nil }
        guard let string = value.string else { throw refusal(keyword, "a string") }
        return string
    }

    func bool(_ keyword: String) throws(SchemaError) -> Bool? {
        guard let value = members[keyword] else { return nil }
        guard let bool = value.bool else { throw refusal(keyword, "true or false") }
        return bool
    }

    func number(_ keyword: String) throws(SchemaError) -> JSONNumber? {
        guard let value = members[keyword] else { return nil }
        guard let number = value.number else { throw refusal(keyword, "a number") }
        return number
    }

    /// A bound on a count.
    ///
    /// Bounds too large for `Int` are beyond any count there can be.
    func count(_ keyword: String) throws(SchemaError) -> Int? {
        guard let value = members[keyword] else { return nil }
        guard let number = value.number, number.isInteger, number >= 0 else {
            throw refusal(keyword, "a whole number from 0 on")
        }
        return number.exactly(Int.self) ?? .max
    }

    func array(_ keyword: String) throws(SchemaError) -> [JSONValue]? {
        guard let value = members[keyword] else { return nil }
        guard let array = value.array else { throw refusal(keyword, "an array") }
        return array
    }

    func object(_ keyword: String) throws(SchemaError) -> JSONObject? {
        guard let value = members[keyword] else { return nil }
        guard let object = value.object else { throw refusal(keyword, "an object") }
        return object
    }

    /// Names that are all different.
    func names(_ keyword: String) throws(SchemaError) -> [String]? {
        guard let value = members[keyword] else { return nil }
        guard let names = Self.distinctNames(value) else {
            throw refusal(keyword, "an array of different strings")
        }
        return names
    }

    static func distinctNames(_ value: JSONValue) -> [String]? {
        guard let elements = value.array, Set(elements).count == elements.count else { return nil }
        let names = elements.compactMap(\.string)
        return names.count == elements.count ? names : nil
    }
}
