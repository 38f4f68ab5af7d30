// SPDX-License-Identifier: Apache-2.0

import JSON

/// The members of an object that is being read, with the place where it stands.
struct EventFields {
    let members: JSONObject
    let pointer: JSONPointer

    init(_ value: JSONValue, at pointer: JSONPointer = JSONPointer()) throws(EventCodingError) {
        guard let members = value.object else {
            throw .wrongKind(pointer, expected: "object", found: value.kind)
        }
        self.members = members
        self.pointer = pointer
    }

    func value(_ name: String) throws(EventCodingError) -> JSONValue {
        guard let value = members[name] else { throw .missing(pointer.appending(name)) }
        return value
    }

    func string(_ name: String) throws(EventCodingError) -> String {
        let value = try value(name)
        guard let string = value.string else { throw wrongKind(name, "string", value) }
        return string
    }

    func optionalString(_ name: String) throws(EventCodingError) -> String? {
        members[name] == nil ? nil : try string(name)
    }

    func bool(_ name: String) throws(EventCodingError) -> Bool {
        let value = try value(name)
        guard let bool = value.bool else { throw wrongKind(name, "boolean", value) }
        return bool
    }

    func int(_ name: String) throws(EventCodingError) -> Int {
        let value = try value(name)
        guard let int = value.int else { throw wrongKind(name, "integer", value) }
        return int
    }

    func double(_ name: String) throws(EventCodingError) -> Double {
        let value = try value(name)
        guard let number = value.number else { throw wrongKind(name, "number", value) }
        return number.double
    }

    func object(_ name: String) throws(EventCodingError) -> EventFields {
        try EventFields(try value(name), at: pointer.appending(name))
    }

    func array(_ name: String) throws(EventCodingError) -> [JSONValue] {
        let value = try value(name)
        guard let elements = value.array else { throw wrongKind(name, "array", value) }
        return elements
    }

    func bytes(_ name: String) throws(EventCodingError) -> [UInt8] {
        let text = try string(name)
        guard let bytes = Base64.bytes(of: text) else { throw unexpected(name, text) }
        return bytes
    }

    func unexpected(_ name: String, _ value: String) -> EventCodingError {
        .unexpectedValue(pointer.appending(name), value)
    }

    private func wrongKind(_ name: String, _ expected: String, _ value: JSONValue) -> EventCodingError {
        .wrongKind(pointer.appending(name), expected: expected, found: value.kind)
    }
}
