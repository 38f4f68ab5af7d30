// SPDX-License-Identifier: Apache-2.0

import PluginRuntime
import Testing
import ToolModel

@Suite struct NameClashTests {
    @Test(arguments: PluginIsolation.allCases)
    func `the first tool keeps its name, the other is offered under its plugin's`(home: PluginIsolation)
        async throws
    {
        let log = RecordedLog()
        try await PluginFixture.with("hello", "hello_again", in: home, log: log) { fixture async throws in
            #expect(fixture.host.registry.tools.map(\.definition.name) == ["hello", "rival_hello"])
            #expect(fixture.host.registry.plugins.map(\.tools) == [["hello"], ["rival_hello"]])
            let answers = try await [fixture.call("hello").text, fixture.call("rival_hello").text]
            #expect(answers == ["hello", "hi"])
            let warning = log.records.first { $0.message == "tool renamed, its name was taken" }
            #expect(warning?.metadata["tool.new_name"] == "rival_hello")
        }
    }

    @Test(arguments: PluginIsolation.allCases)
    func `a tool for which no name is left is listed`(home: PluginIsolation) async throws {
        // Bundled plugins load first: the squatter has the name before the rival needs it.
        try await PluginFixture.with(
            "hello", "hello_again", "hello_name_taken", in: home,
            settle: { $0.bundled = ["\($0.folders[0])/hello_name_taken.so"] },
            body: { fixture async throws in
                #expect(fixture.host.registry.tools.map(\.definition.name) == ["rival_hello", "hello"])
                #expect(
                    fixture.host.registry.quarantined == [
                        QuarantinedTool(
                            name: "hello", plugin: "rival", code: "duplicate_name",
                            reason:
                                "The plugin greeter has a tool of this name, and there is no free name to offer "
                                + "this one under.")
                    ])
            })
    }

    @Test(arguments: PluginIsolation.allCases)
    func `the first plugin of an id is loaded, the second is listed`(home: PluginIsolation) async throws {
        try await PluginFixture.with("hello", "same_id", in: home) { fixture async throws in
            let (first, second) = (fixture.path("hello.so"), fixture.path("same_id.so"))
            #expect(
                fixture.host.registry.quarantined == [
                    QuarantinedTool(
                        name: "*", plugin: "impostor", code: "plugin_duplicate_id",
                        reason:
                            "The plugin \(second) has the id org.example.greeter of the plugin \(first), which was "
                            + "loaded before. Remove one of the two files.")
                ])
            #expect(fixture.host.registry.plugins.map(\.version) == ["1.0.0", "6.6.6"])
        }
    }
}
