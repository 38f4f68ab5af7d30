// SPDX-License-Identifier: Apache-2.0

import CFFI

/// A signature that libffi has prepared: where a call's values stand in its frame.
final class CallSignature: Sendable {
    /// A `cffi_signature`, which does not change once it is made.
    private let address: UInt
    /// The memory of one call, in bytes.
    let frameBytes: Int
    /// Where each argument stands in the frame.
    let offsets: [Int]
    /// Where the result stands.
    let resultOffset: Int

    /// Checks the types once more, in C, and prepares the call.
    ///
    /// - Throws: `TypedCallError.signature` when there are too many values, or too large ones.
    init(function: String, arguments: [CType], result: CType) throws(TypedCallError) {
        let units = ([result] + arguments).flatMap(Self.units)
        var made: OpaquePointer?
        let status = unsafe cffi_prepare(units, units.count, arguments.count, &made)
        guard status == CFFI_OK, let made = unsafe made else {
            throw .signature(function: function, reason: Self.reason(status))
        }
        address = UInt(bitPattern: made)
        frameBytes = unsafe cffi_frame_bytes(made)
        resultOffset = unsafe Int(cffi_result(made).offset)
        var places: [cffi_place] = []
        for index in arguments.indices { places.append(unsafe cffi_argument(made, index)) }
        offsets = places.map { Int($0.offset) }
        for (place, type) in zip(places, arguments)
        where Int(place.size) != type.size || Int(place.alignment) != type.alignment {
            throw .signature(
                function: function, reason: "this machine lays out one of its types in another way")
        }
    }

    deinit {
        unsafe cffi_free(OpaquePointer(bitPattern: address))
    }

    /// Calls the function with the values in `frame`, and returns `errno`.
    func invoke(_ function: FunctionAddress, frame: UnsafeMutableRawPointer) -> Int32 {
        guard let signature = unsafe OpaquePointer(bitPattern: address),
            let code = unsafe UnsafeMutableRawPointer(bitPattern: function.address)
        else { return 0 }
        return unsafe cffi_invoke(signature, code, frame)
    }

    private static func reason(_ status: Int32) -> String {
        switch status {
        case CFFI_TOO_MANY:
            "its structs have over \(CFFI_MEMBERS) members, or are nested over \(CFFI_DEPTH) deep"
        case CFFI_TOO_LARGE: "it passes a struct of over \(CFFI_STRUCT_BYTES) bytes by value; use a pointer"
        case CFFI_NO_MEMORY: "there is no memory left"
        case CFFI_REFUSED: "libffi does not take its types"
        default: "its types are not those of a function"
        }
    }

    /// A type in the units of `CFFI.h`; arrays are their elements, one by one.
    private static func units(of type: CType) -> [UInt16] {
        switch type {
        case .void: return [UInt16(CFFI_VOID)]
        case .bool: return [UInt16(CFFI_BOOL)]
        case .float: return [UInt16(CFFI_FLOAT)]
        case .double: return [UInt16(CFFI_DOUBLE)]
        case .pointer: return [UInt16(CFFI_POINTER)]
        case .integer(let integer):
            let signed =
                switch integer.bits {
                case 8: CFFI_INT8
                case 16: CFFI_INT16
                case 32: CFFI_INT32
                default: CFFI_INT64
                }
            return [UInt16(integer.isSigned ? signed : signed + 1)]
        case .structure(let structure):
            let members = structure.members.flatMap { member in
                repeatElement(units(of: member.type), count: member.count ?? 1)
            }
            return [UInt16(CFFI_STRUCT), UInt16(clamping: members.count)] + members.flatMap { $0 }
        }
    }
}
