// SPDX-License-Identifier: Apache-2.0

import JSON

/// One call that the demo model has in mind.
struct DemoStep: Sendable {
    var tool: String
    var arguments: JSONObject
    /// The argument that takes the results of the steps before; nil when the step depends on none.
    var resultsArgument: String?

    init(_ tool: String, _ arguments: JSONObject, resultsArgument: String? = nil) {
        self.tool = tool
        self.arguments = arguments
        self.resultsArgument = resultsArgument
    }

    /// What the step is about, for a line in front of its result: `search "swift"`.
    var subject: String {
        guard let value = arguments.first(where: { _ in true })?.value else { return tool }
        return "\(tool) \(value.jsonText())"
    }
}
