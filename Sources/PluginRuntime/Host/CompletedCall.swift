// SPDX-License-Identifier: Apache-2.0

public import ToolModel

/// A call that came back from its tool, with success or with the tool's own refusal.
public struct CompletedCall: Sendable, Hashable {
    /// What the tool answered; `isError` when it refused.
    public let result: ToolResult
    /// The code of the refusal, such as `not_found`; nil when it did not refuse.
    public let failureCode: String?
    /// From the start of the call to its answer, waiting included.
    public let duration: Duration

    /// A call that came back.
    public init(result: ToolResult, failureCode: String? = nil, duration: Duration) {
        self.result = result
        self.failureCode = failureCode
        self.duration = duration
    }
}
