// SPDX-License-Identifier: Apache-2.0

import JSON

/// The types that the keyword `type` allows.
struct TypeSet: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    static let null = TypeSet(rawValue: 1)
    static let boolean = TypeSet(rawValue: 2)
    static let object = TypeSet(rawValue: 4)
    static let array = TypeSet(rawValue: 8)
    static let string = TypeSet(rawValue: 16)
    static let number = TypeSet(rawValue: 32)
    static let integer = TypeSet(rawValue: 64)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The type of that name; nil when there is none.
    init?(name: String) {
        switch name {
        case "null": self = .null
        case "boolean": self = .boolean
        case "object": self = .object
        case "array": self = .array
        case "string": self = .string
        case "number": self = .number
        case "integer": self = .integer
        default: return nil
        }
    }

    func allows(_ instance: JSONValue) -> Bool {
        switch instance {
        case .null: contains(.null)
        case .bool: contains(.boolean)
        case .object: contains(.object)
        case .array: contains(.array)
        case .string: contains(.string)
        case .number(let number): contains(.number) || contains(.integer) && number.isInteger
        }
    }
}

extension SchemaCompiler {
    func types(of object: SchemaObject) throws(SchemaError) -> TypeSet? {
        guard let value = object.members["type"] else { return nil }
        if let name = value.string, let type = TypeSet(name: name) { return type }
        let names = SchemaObject.distinctNames(value) ?? []
        let types = names.compactMap(TypeSet.init(name:))
        guard !types.isEmpty, types.count == names.count else {
            throw object.refusal(
                "type",
                "null, boolean, object, array, number, string or integer, or an array of different ones"
            )
        }
        return TypeSet(types)
    }
}
