// SPDX-License-Identifier: Apache-2.0

import HTTPAPI
import JSON
import Testing

@testable import PluginRuntime

@Suite struct ToolListingTests {
    @Test func `a tool that is left alone for a while is listed with the code, the sentence and the time`() {
        let registry = ToolRegistry(quarantined: [
            QuarantinedTool(
                name: "greet", plugin: "greeter", code: "plugin_quarantined", reason: "It is left alone.",
                until: "2026-11-21T00:42:25Z"),
            QuarantinedTool(
                name: "bad", plugin: "greeter", code: "invalid_schema", reason: "It is no schema.",
                pointer: JSONPointer().appending("type")),
        ])
        #expect(
            ToolListing(registry).json(all: true) == [
                [
                    "name": "greet", "plugin": "greeter",
                    "quarantined": [
                        "code": "plugin_quarantined", "reason": "It is left alone.",
                        "until": "2026-11-21T00:42:25Z",
                    ],
                ],
                [
                    "name": "bad", "plugin": "greeter",
                    "quarantined": [
                        "code": "invalid_schema", "reason": "It is no schema.", "pointer": "/type",
                    ],
                ],
            ])
        #expect(ToolListing(registry).json(all: false) == [])
    }
}
