// SPDX-License-Identifier: Apache-2.0

import JSON

/// Reads of a value that must be of one kind, with the place in the error when it is not.
extension JSONValue {
    func object(at pointer: JSONPointer) throws(OpenAICodingError) -> JSONObject {
        guard case .object(let members) = self else { throw mismatch("an object", at: pointer) }
        return members
    }

    func array(at pointer: JSONPointer) throws(OpenAICodingError) -> [JSONValue] {
        guard case .array(let elements) = self else { throw mismatch("an array", at: pointer) }
        return elements
    }

    func string(at pointer: JSONPointer) throws(OpenAICodingError) -> String {
        guard case .string(let text) = self else { throw mismatch("a string", at: pointer) }
        return text
    }

    func bool(at pointer: JSONPointer) throws(OpenAICodingError) -> Bool {
        guard case .bool(let flag) = self else { throw mismatch("true or false", at: pointer) }
        return flag
    }

    func mismatch(_ wanted: String, at pointer: JSONPointer) -> OpenAICodingError {
        OpenAICodingError("must be \(wanted), not \(describedKind)", at: pointer)
    }

    private var describedKind: String {
        switch kind {
        case "object": "an object"
        case "array": "an array"
        case "null": "null"
        default: "a \(kind)"
        }
    }
}

extension JSONObject {
    /// The member, null counting as missing.
    func present(_ name: String) -> JSONValue? {
        guard let value = self[name], !value.isNull else { return nil }
        return value
    }

    func required(_ name: String, at pointer: JSONPointer) throws(OpenAICodingError) -> JSONValue {
        guard let value = self[name] else {
            throw OpenAICodingError("is missing", at: pointer.appending(name))
        }
        return value
    }

    func optionalString(_ name: String, at pointer: JSONPointer) throws(OpenAICodingError) -> String? {
        guard let value = present(name) else { return nil }
        return try value.string(at: pointer.appending(name))
    }
}
