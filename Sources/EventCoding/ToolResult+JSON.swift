// SPDX-License-Identifier: Apache-2.0

package import JSON
package import ToolModel

extension ToolResult {
    /// `{"result":"text","structured":…,"content":[…],"isError":false,"durationMs":3}`.
    ///
    /// `structured` is there when the tool gave it, `content` when the result is not one piece of text alone.
    package func members(duration: Duration) -> JSONObject {
        var members = answerMembers
        members["isError"] = .bool(isError)
        members["durationMs"] = JSONValue(duration.wholeMilliseconds)
        return members
    }

    /// `result`, and `structured` and `content` where the text alone does not say it all.
    package var answerMembers: JSONObject {
        var members: JSONObject = ["result": .string(text)]
        if let structured { members["structured"] = structured }
        if !isPlainText { members["content"] = .array(content.map { .object($0.members) }) }
        return members
    }

    private var isPlainText: Bool {
        guard content.count == 1, case .text = content[0] else { return false }
        return true
    }
}

extension Duration {
    /// The duration in milliseconds, rounded to the nearest; saturated at the ends of `Int64`.
    package var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        if overflow { return seconds < 0 ? .min : .max }
        // 10¹⁵ attoseconds make a millisecond; half of one rounds away from zero.
        let half: Int64 = attoseconds < 0 ? -500_000_000_000_000 : 500_000_000_000_000
        let (sum, carry) = whole.addingReportingOverflow((attoseconds + half) / 1_000_000_000_000_000)
        return carry ? (seconds < 0 ? .min : .max) : sum
    }
}
