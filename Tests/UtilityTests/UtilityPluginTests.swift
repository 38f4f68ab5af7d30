// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Testing
import ToolKit
import Utility

@Suite struct UtilityPluginTests {
    @Test(arguments: Plugin.utility.tools.map(\.name))
    func `a tool is described for a model`(_ name: String) throws {
        let tool = try #require(Plugin.utility[name])
        #expect(tool.description.utf8.count < 1_500)
        #expect(!tool.annotations.isEmpty)
        #expect(tool.input["additionalProperties"] == .bool(false))
        #expect(tool.output?["type"] == "object")
        // The example in the description is one that the tool takes.
        let example = try #require(tool.description.split(separator: "Example: ").last)
        let arguments = try #require(try JSONValue(parsing: String(example)).object)
        #expect(try Schema(compiling: tool.input).validate(.object(arguments)).isEmpty)
        guard name == "math" else { return }
        #expect(try tool.call(arguments, context: .testing()).text == "8")
    }
}
