// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Logging
import PluginRuntime
import TestSupport
import Testing
import ToolModel

@Suite struct ExamplePluginTests {
    @Test(arguments: PluginCompiler.Language.allCases)
    func `the example in the header, dropped into a folder, answers`(
        language: PluginCompiler.Language
    ) async throws {
        try #require(!PluginCompiler.compilers(for: language).isEmpty, "no compiler for \(language.rawValue)")
        try await withTemporaryFolder { folder in
            let source = "\(folder)/greet.\(language == .c11 ? "c" : "cpp")"
            try HeaderExample.source().write(toFile: source, atomically: true, encoding: .utf8)
            try await PluginCompiler.build([source], output: "\(folder)/greet.so", language: language)
            let settings = PluginSettings(
                folders: [folder], sandbox: "\(folder)/sandbox", dataFolder: "\(folder)/data",
                cacheFolder: "\(folder)/cache")
            let host = PluginHost(
                settings: settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            await host.load()

            let tool = try #require(host.registry["greet"])
            #expect(tool.plugin == "greet")
            #expect(tool.definition.description == "Greets somebody by name.")
            #expect(tool.definition.annotations == ToolAnnotations(isReadOnly: true, isOpenWorld: false))
            let named = try await host.call("greet", arguments: ["name": "Zoë"], id: "call_1")
            #expect(named.result == ToolResult(text: "Hello, Zoë!"))
            let unnamed = try await host.call("greet", arguments: [:], id: "call_2")
            #expect(unnamed.result.text == "Hello, world!")
            await host.shutdown()
        }
    }
}
