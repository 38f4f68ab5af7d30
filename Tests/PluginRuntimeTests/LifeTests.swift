// SPDX-License-Identifier: Apache-2.0

import Foundation
import PluginRuntime
import Testing
import ToolModel

@Suite struct LifeTests {
    @Test(arguments: PluginIsolation.allCases)
    func `a plugin is started once, and ended once after its tools are dropped`(home: PluginIsolation)
        async throws
    {
        try await PluginFixture.with("life", in: home) { fixture async throws in
            await fixture.host.load()
            #expect(try await fixture.call("hello").text == "hello")
            #expect(fixture.host.registry.quarantined.map(\.code) == ["invalid_name"])
            await fixture.host.shutdown()
            await fixture.host.shutdown()
            let text = try String(
                contentsOfFile: "\(fixture.folder)/data/org.example.life/life.txt", encoding: .utf8)
            #expect(text == "init\ndrop\nshutdown\n")
            #expect(await fixture.error(of: "hello") == .shuttingDown)
            await fixture.host.load()
            #expect(await fixture.error(of: "hello") == .shuttingDown)
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a plugin whose folders cannot be made is refused`(home: PluginIsolation) async throws {
        try await PluginFixture.with("hello", in: home, settle: { $0.sandbox = "/dev/null/sandbox" }) {
            fixture async throws in
            #expect(
                fixture.host.registry.quarantined.map(\.reason)
                    == ["The folder /dev/null/sandbox cannot be used: Not a directory."])
        }
    }

    @Test func `a host without plugins knows no tool and ends at once`() async throws {
        try await PluginFixture.with(in: .worker) { fixture async throws in
            #expect(fixture.host.registry.tools.isEmpty)
            #expect(await fixture.error(of: "hello") == .unknownTool(name: "hello", nearest: []))
        }
    }
}
