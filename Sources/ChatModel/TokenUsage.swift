// SPDX-License-Identifier: Apache-2.0

/// How many tokens a completion took.
public struct TokenUsage: Sendable, Hashable {
    /// Tokens read.
    public var promptTokens: Int
    /// Tokens written.
    public var completionTokens: Int
    /// Both, by the upstream's own count.
    public var totalTokens: Int

    /// Counts as the upstream reported them.
    public init(promptTokens: Int, completionTokens: Int, totalTokens: Int) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.totalTokens = totalTokens
    }

    /// The sum of two turns; counts saturate.
    public static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        func sum(_ left: Int, _ right: Int) -> Int {
            let (sum, overflow) = left.addingReportingOverflow(right)
            return overflow ? .max : sum
        }
        return TokenUsage(
            promptTokens: sum(left.promptTokens, right.promptTokens),
            completionTokens: sum(left.completionTokens, right.completionTokens),
            totalTokens: sum(left.totalTokens, right.totalTokens)
        )
    }
}
