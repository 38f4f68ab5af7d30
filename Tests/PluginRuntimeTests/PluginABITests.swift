// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Testing

@testable import PluginRuntime

@Suite struct PluginABITests {
    @Test(arguments: [
        (UInt32(0x0001_0000), UInt32(0x0001_0000), true),
        (0x0001_0007, 0x0001_0000, true),
        (0x0001_0007, 0x0001_0001, false),
        (0x0002_0000, 0x0001_0000, false),
        (0x0002_0000, 0x0002_0000, false),
        (0x0000_0009, 0x0000_0001, false),
        (0x0001_0000, 0x0000_0000, false),
        (0x0001_0000, 0x0001_0001, false),
        (0, 0, false),
    ])
    func `a plugin works here when it says so for this major version`(
        built: UInt32, minimum: UInt32, isAccepted: Bool
    ) {
        #expect(PluginABI.accepts(built: built, minimum: minimum) == isAccepted)
    }

    @Test func `the hint of a mismatch says which side is older`() {
        func hint(_ minimum: String) -> String? {
            PluginError.abiMismatch(path: "/a.so", built: minimum, minimum: minimum, host: "1.0").hint
        }
        #expect(hint("2.0") == "Use a newer host, or build the plugin with this host's toolhost.h.")
        #expect(hint("1.10") == "Use a newer host, or build the plugin with this host's toolhost.h.")
        #expect(hint("0.9") == "Build the plugin again with this host's toolhost.h.")
    }
}
