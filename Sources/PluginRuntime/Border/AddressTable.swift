// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What stands behind the pointers that plugins hand back.
///
/// A pointer is looked up, never followed: one that is stale or wrong finds nothing.
final class AddressTable<Value: Sendable>: Sendable {
    private let values = Mutex<[UInt: Value]>([:])

    subscript(pointer: UnsafeRawPointer?) -> Value? {
        values.withLock { $0[UInt(bitPattern: pointer)] }
    }

    func set(_ value: Value?, at address: UInt) {
        values.withLock { $0[address] = value }
    }
}

/// The tables behind all pointers of this process.
///
/// Process-wide, because a C function that a plugin calls gets nothing but the pointer.
enum Border {
    static let hosts = AddressTable<PluginSurroundings>()
    static let registrars = AddressTable<Registration>()
    static let calls = CallHandles()
}
