// SPDX-License-Identifier: Apache-2.0

import CLoader
import Testing

@testable import PluginRuntime

@Suite struct PluginMemoryTests {
    @Test func `memory that is there is copied, what is not is refused`() {
        let numbers: [UInt64] = [1, 2, 3]
        numbers.withUnsafeBytes { bytes in
            #expect(PluginMemory.copy(bytes.baseAddress, as: UInt64.self, size: 8) == 1)
            #expect(PluginMemory.copy(bytes.baseAddress, as: UInt64.self, size: 4) == 1)
        }
        #expect(PluginMemory.copy(nil, as: UInt64.self, size: 8) == nil)
        #expect(PluginMemory.copy(UnsafeRawPointer(bitPattern: 0x10), as: UInt64.self, size: 8) == nil)
        #expect(
            PluginMemory.copy(UnsafeRawPointer(bitPattern: UInt.max - 3), as: UInt64.self, size: 8) == nil)
    }

    @Test func `the way through a pipe copies and refuses alike`() {
        let source = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var target = [UInt8](repeating: 0, count: source.count)
        #expect(cl_copy_through_pipe(&target, source, source.count) == 0)
        #expect(target == source)
        #expect(cl_copy_through_pipe(&target, UnsafeRawPointer(bitPattern: 0x10), 8) == 14)
    }
}
