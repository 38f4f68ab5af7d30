// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing
import ToolModel

@testable import PluginRuntime

/// What every function of a call answers when the call is over.
private let refusedEverywhere = "0 0|-5 -5 -5 -5 -5|0 1 -5|-5 -5 -5 -5 -5 -5 -5|-5 -5|null|untouched"

@Suite struct LateHandleTests {
    @Test(arguments: ["use_kept", "use_on_thread"], PluginIsolation.allCases)
    func `a handle that was kept is refused by every function`(tool: String, home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with("late_handle", "hello", in: home) { fixture async throws in
            #expect(try await fixture.call("keep").text == "kept")
            #expect(try await fixture.call(tool).text == refusedEverywhere)
            // Other calls in between make no difference.
            for _ in 0..<2000 { _ = try await fixture.call("hello") }
            #expect(try await fixture.call(tool).text == refusedEverywhere)
        }
    }

    @Test func `an address is used again only after many calls`() {
        let handles = CallHandles()
        let record = CallRecord(
            id: "call", arguments: CallArguments([:]), limits: PluginLimits(), outputBytes: nil,
            onProgress: nil)
        let first = handles.open(record)
        handles.close(first)
        var seen: Set<UInt> = [first]
        for _ in 0..<CallHandles.reuseDistance {
            let address = handles.open(record)
            #expect(seen.insert(address).inserted)
            handles.close(address)
        }
        let reused = handles.open(record)
        #expect(reused == first)
    }

    @Test func `an address leads to its call, and no other one leads anywhere`() throws {
        let handles = CallHandles()
        let records = (0..<2000).map { number in
            CallRecord(
                id: "call_\(number)", arguments: CallArguments([:]), limits: PluginLimits(), outputBytes: nil,
                onProgress: nil)
        }
        let addresses = records.map { handles.open($0) }
        #expect(Set(addresses).count == records.count)
        for (address, record) in zip(addresses, records) {
            #expect(handles[UnsafeMutablePointer(bitPattern: address)] === record)
            #expect(handles[UnsafeMutablePointer(bitPattern: address + 1)] == nil)
        }
        for address in addresses where address.isMultiple(of: 16) { handles.close(address) }
        for (address, record) in zip(addresses, records) {
            let found = handles[UnsafeMutablePointer(bitPattern: address)]
            #expect(address.isMultiple(of: 16) ? found == nil : found === record)
        }
        for address in [0, 1, .max] as [UInt] {
            #expect(handles[UnsafeMutablePointer(bitPattern: address)] == nil)
        }
    }
}
