// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Testing
import ToolKit

@testable import NetTools

@Suite struct NetToolsPluginTests {
    @Test(arguments: Plugin.netTools.tools.map(\.name))
    func `a tool is described for a model`(_ name: String) throws {
        let tool = try #require(Plugin.netTools[name])
        #expect(tool.description.contains("Example: {"))
        #expect(tool.description.utf8.count < 1_500)
        #expect(tool.annotations.contains(.openWorld))
        #expect(tool.input["type"] == "object")
        #expect(tool.input["additionalProperties"] == .bool(false))
        #expect(tool.output?["type"] == "object")
        // The example in the description is one that the tool would take.
        let example = try #require(tool.description.split(separator: "Example: ").last)
        let arguments = try #require(try JSONValue(parsing: String(example)).object)
        #expect(try Schema(compiling: tool.input).validate(.object(arguments)).isEmpty)
    }
}
