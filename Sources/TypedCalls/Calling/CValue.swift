// SPDX-License-Identifier: Apache-2.0

import JSON

/// Writes JSON values into memory as C has them, and reads them back.
enum CValue {
    /// Writes a value where `type.size` bytes are.
    ///
    /// - Throws: `TypedCallError.argument`, under the name given, for what the type cannot hold.
    static func write(
        _ value: JSONValue, as type: CType, to address: UnsafeMutableRawPointer, name: String
    ) throws(TypedCallError) {
        switch (type, value) {
        case (.bool, .bool(let flag)): unsafe address.storeBytes(of: flag ? 1 : 0, as: UInt8.self)
        case (.integer(let integer), .number(let number)):
            guard let pattern = integer.pattern(of: number) else {
                throw .argument(
                    name: name,
                    reason: "is \(shown(number)), and must be a whole number from \(integer.minimum.text) to "
                        + integer.maximum.text)
            }
            unsafe store(pattern, integer, to: address)
        case (.double, .number(let number)):
            let double = number.double
            guard double.isFinite else {
                throw .argument(name: name, reason: "is out of the range of a double")
            }
            unsafe address.storeBytes(of: double, as: Double.self)
        case (.float, .number(let number)):
            // Not by way of a double, which would round twice.
            let float = Float(number.text) ?? .nan
            guard float.isFinite else {
                throw .argument(name: name, reason: "is out of the range of a float")
            }
            unsafe address.storeBytes(of: float, as: Float.self)
        case (.structure(let structure), .object(let members)):
            unsafe try write(members, structure, to: address, name: name)
        default:
            throw .argument(name: name, reason: "is \(value.kindWithArticle), and must be \(described(type))")
        }
    }

    /// Writes as many values as the array has, one beside the other.
    static func write(
        _ values: [JSONValue], as type: CType, to address: UnsafeMutableRawPointer, name: String
    ) throws(TypedCallError) {
        for (index, value) in values.enumerated() {
            unsafe try write(value, as: type, to: address + index * type.size, name: "\(name)[\(index)]")
        }
    }

    /// Puts the bits of an integer where it has its place.
    static func store(_ pattern: UInt64, _ integer: CInteger, to address: UnsafeMutableRawPointer) {
        switch integer.bits {
        case 8: unsafe address.storeBytes(of: UInt8(truncatingIfNeeded: pattern), as: UInt8.self)
        case 16: unsafe address.storeBytes(of: UInt16(truncatingIfNeeded: pattern), as: UInt16.self)
        case 32: unsafe address.storeBytes(of: UInt32(truncatingIfNeeded: pattern), as: UInt32.self)
        default: unsafe address.storeBytes(of: pattern, as: UInt64.self)
        }
    }

    /// The bits of an integer.
    static func load(_ integer: CInteger, from address: UnsafeRawPointer) -> UInt64 {
        switch integer.bits {
        case 8: unsafe UInt64(address.loadUnaligned(as: UInt8.self))
        case 16: unsafe UInt64(address.loadUnaligned(as: UInt16.self))
        case 32: unsafe UInt64(address.loadUnaligned(as: UInt32.self))
        default: unsafe address.loadUnaligned(as: UInt64.self)
        }
    }

    /// The value at an address; nil when it is NaN or infinite, or holds such a number.
    static func read(_ type: CType, from address: UnsafeRawPointer) -> JSONValue? {
        switch type {
        case .bool: return .bool(unsafe address.loadUnaligned(as: UInt8.self) != 0)
        case .integer(let integer): return .number(integer.number(unsafe load(integer, from: address)))
        case .double: return JSONNumber(unsafe address.loadUnaligned(as: Double.self)).map(JSONValue.number)
        case .float:
            // The shortest decimal of a float is longer as that of the same double.
            let float = unsafe address.loadUnaligned(as: Float.self)
            return float.isFinite ? JSONNumber(text: float.description).map(JSONValue.number) : nil
        case .structure(let structure): return unsafe read(structure, from: address)
        case .void, .pointer: return .null
        }
    }

    /// Several values side by side; nil when one of them is no number.
    static func read(_ type: CType, count: Int, from address: UnsafeRawPointer) -> JSONValue? {
        var values: [JSONValue] = []
        values.reserveCapacity(count)
        for index in 0..<count {
            guard let value = unsafe read(type, from: address + index * type.size) else { return nil }
            values.append(value)
        }
        return .array(values)
    }

    // MARK: - Structs

    private static func write(
        _ members: JSONObject, _ structure: CStructure, to address: UnsafeMutableRawPointer, name: String
    ) throws(TypedCallError) {
        guard members.count <= structure.members.count else {
            throw .argument(name: name, reason: "has members that its struct does not have")
        }
        for member in structure.members {
            let path = "\(name).\(member.name)"
            guard let value = members[member.name] else { throw .argument(name: path, reason: "is missing") }
            let place = unsafe address + member.offset
            if let count = member.count {
                guard case .array(let values) = value, values.count == count else {
                    throw .argument(name: path, reason: "must be a list of \(count) values")
                }
                unsafe try write(values, as: member.type, to: place, name: path)
            } else {
                unsafe try write(value, as: member.type, to: place, name: path)
            }
        }
    }

    private static func read(_ structure: CStructure, from address: UnsafeRawPointer) -> JSONValue? {
        var members = JSONObject()
        for member in structure.members {
            let place = unsafe address + member.offset
            let value =
                if let count = member.count {
                    unsafe read(member.type, count: count, from: place)
                } else {
                    unsafe read(member.type, from: place)
                }
            guard let value else { return nil }
            members[member.name] = value
        }
        return .object(members)
    }

    private static func described(_ type: CType) -> String {
        switch type {
        case .bool: "true or false"
        case .integer, .float, .double: "a number"
        case .structure: "an object"
        case .void, .pointer: "nothing"
        }
    }

    /// A number as messages show it.
    private static func shown(_ number: JSONNumber) -> String {
        let text = number.text
        return text.utf8.count <= 40 ? text : "\(text.prefix(40))…"
    }
}
