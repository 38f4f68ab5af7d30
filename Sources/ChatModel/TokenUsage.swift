// SPDX-License-Identifier: Apache-2.0

public import JSON

/// How many tokens a completion took.
public struct TokenUsage: Sendable, Hashable {
    /// Tokens read.
    public var promptTokens: Int
    /// Tokens written.
    public var completionTokens: Int
    /// Both, by the upstream's own count.
    public var totalTokens: Int
    /// What else the upstream counts, as it wrote it: `{"completion_tokens_details":{"reasoning_tokens":5}}`.
    public var details: JSONObject

    /// Counts as the upstream reported them.
    public init(promptTokens: Int, completionTokens: Int, totalTokens: Int, details: JSONObject = [:]) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.totalTokens = totalTokens
        self.details = details
    }

    /// The sum of two turns; counts saturate, whole numbers among the details are added up.
    public static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        func sum(_ left: Int, _ right: Int) -> Int {
            let (sum, overflow) = left.addingReportingOverflow(right)
            return overflow ? .max : sum
        }
        return TokenUsage(
            promptTokens: sum(left.promptTokens, right.promptTokens),
            completionTokens: sum(left.completionTokens, right.completionTokens),
            totalTokens: sum(left.totalTokens, right.totalTokens),
            details: Self.sum(left.details, right.details)
        )
    }

    private static func sum(_ left: JSONObject, _ right: JSONObject) -> JSONObject {
        var sum = left
        for (name, value) in right { sum[name] = left[name].map { Self.sum($0, value) } ?? value }
        return sum
    }

    private static func sum(_ left: JSONValue, _ right: JSONValue) -> JSONValue {
        if let left = left.object, let right = right.object { return .object(sum(left, right)) }
        guard let first = left.int, let second = right.int else { return right }
        let (sum, overflow) = first.addingReportingOverflow(second)
        return JSONValue(overflow ? .max : sum)
    }
}
