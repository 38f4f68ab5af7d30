// SPDX-License-Identifier: Apache-2.0

import CFFI
import CLoader

/// Where the code of a C function is in this process.
public struct FunctionAddress: Sendable, Hashable {
    let address: UInt

    init(address: UInt) {
        self.address = address
    }

    /// The function at that address; nil when no code of a loaded library is there.
    public init?(codeAt pointer: UnsafeRawPointer?) {
        guard unsafe cffi_is_code(pointer) != 0 else { return nil }
        address = UInt(bitPattern: pointer)
    }

    /// Finds a function of the library that has this one, or of a library that it needs.
    ///
    /// - Throws: `TypedCallError.symbol` when there is none.
    public func neighbour(_ name: String) throws(TypedCallError) -> FunctionAddress {
        var found: UnsafeMutableRawPointer?
        let status = unsafe cffi_find_near(
            UnsafeRawPointer(bitPattern: address).unsafelyUnwrapped, name, &found)
        return unsafe try Self.checked(found, status, name: name, library: nil)
    }

    /// Judges a look-up; with a `library`, that one must have the function itself.
    static func checked(
        _ found: UnsafeMutableRawPointer?, _ status: Int32, name: String, library: String?
    ) throws(TypedCallError) -> FunctionAddress {
        switch status {
        case CFFI_NO_FUNCTION: throw .symbol(name: name, reason: "what has this name is no function")
        case CFFI_ELSEWHERE where library != nil:
            throw .symbol(
                name: name,
                reason: "it is not in \(library ?? "") but in a library that this one needs; name that one")
        default:
            guard let found = unsafe found else {
                throw .symbol(name: name, reason: "\(library ?? "the library") does not export it")
            }
            return FunctionAddress(address: UInt(bitPattern: found))
        }
    }
}

/// A shared library in this process; it stays until the process ends.
public struct CLibrary: Sendable, Hashable {
    /// As it was asked for.
    public let name: String
    private let handle: UInt

    /// The room for the linker's message, in bytes.
    private static let messageBytes = 1024

    /// Loads a library by its path, or by the name under which the system finds it (`libm.so.6`).
    ///
    /// Runs the library's constructors: in a process of its own only.
    ///
    /// - Throws: `TypedCallError.library` with the linker's reason.
    public init(opening name: String) throws(TypedCallError) {
        var message = [CChar](repeating: 0, count: Self.messageBytes)
        guard let handle = unsafe cl_open(name, &message, message.count) else {
            let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            let text = String(decoding: bytes, as: UTF8.self)
            // The linker names the library first, as the message does.
            throw .library(
                name: name,
                reason: text.hasPrefix("\(name): ") ? String(text.dropFirst(name.count + 2)) : text)
        }
        self.name = name
        self.handle = UInt(bitPattern: handle)
    }

    /// Finds a function that the library itself has.
    ///
    /// - Throws: `TypedCallError.symbol` when it has none of that name.
    public func function(_ name: String) throws(TypedCallError) -> FunctionAddress {
        try find(name, library: self.name)
    }

    /// Finds a function of the library, or of a library that it needs.
    ///
    /// - Throws: `TypedCallError.symbol` when there is none of that name.
    public func functionAnywhere(_ name: String) throws(TypedCallError) -> FunctionAddress {
        try find(name, library: nil)
    }

    private func find(_ name: String, library: String?) throws(TypedCallError) -> FunctionAddress {
        guard let handle = unsafe UnsafeMutableRawPointer(bitPattern: handle) else {
            throw .symbol(name: name, reason: "the library is not loaded")
        }
        var found: UnsafeMutableRawPointer?
        let status = unsafe cffi_find(handle, name, &found)
        return unsafe try FunctionAddress.checked(found, status, name: name, library: library)
    }
}
