// SPDX-License-Identifier: Apache-2.0

import EventCoding
import HTTPTypes
package import JSON
package import PluginRuntime
import ToolModel

/// The body of `/call`: `{"result":text,"structured"?:…,"content"?:[…],"durationMs":n}`.
package struct CallAnswer {
    private let completed: CompletedCall

    package init(_ completed: CompletedCall) {
        self.completed = completed
    }

    /// The body of the answer.
    ///
    /// - Throws: `tool_failed` with the tool's own words, when it refused.
    package func json() throws(HTTPFailure) -> JSONValue {
        let result = completed.result
        guard !result.isError else { throw refusal }
        var members = result.answerMembers
        members["durationMs"] = JSONValue(completed.duration.wholeMilliseconds)
        return .object(members)
    }

    private var refusal: HTTPFailure {
        var details: JSONObject = [:]
        if let code = completed.failureCode { details["code"] = .string(code) }
        if let structured = completed.result.structured { details["structured"] = structured }
        return HTTPFailure(
            .unprocessableContent, code: "tool_failed", completed.result.text, details: details)
    }
}
