// SPDX-License-Identifier: Apache-2.0

public import JSON
public import ToolModel

/// What every surface sees of a turn: one vocabulary for SSE, WebSocket, the REPL and `toolhost parse`.
public enum ChatEvent: Sendable, Hashable {
    /// Visible text, call markup removed.
    case text(String)
    case reasoning(String)
    /// A call whose name is certain has begun.
    case callStarted(id: String, name: String)
    /// More argument text; all of a call's deltas joined are a prefix of its final arguments.
    case argumentsDelta(id: String, text: String)
    /// A complete call of a known tool with valid arguments.
    case call(ToolCall, CallNotes)
    case progress(id: String, ToolProgress)
    /// The host asks whether this call may run.
    case approval(ToolCall, reason: String)
    case result(id: String, ToolResult, duration: Duration)
    case usage(TokenUsage)
    /// Something went wrong with one call, or with the turn (then `done` follows).
    case failure(ChatFailure)
    /// The end; nothing follows.
    case done(FinishReason)
}

/// What was done to a call before it was accepted.
public struct CallNotes: Sendable, Hashable {
    /// How a call that was not properly ended was taken all the same.
    public enum Recovery: String, Sendable, Hashable, CaseIterable {
        case unclosedReasoning = "unclosed_reasoning"
        case missingEnd = "missing_end"
    }

    /// Nil for a call that ended as its dialect demands.
    public var recovered: Recovery?
    /// Repairs and coercions, such as `trailing_comma` or `coerced:/days`, in the order in which they were made.
    public var repairs: [String]

    /// Notes on a call; by default that nothing was done to it.
    public init(recovered: Recovery? = nil, repairs: [String] = []) {
        self.recovered = recovered
        self.repairs = repairs
    }
}

/// A failure as a client sees it.
public struct ChatFailure: Sendable, Hashable {
    /// A stable name in snake_case.
    public var code: String
    /// One sentence that a person or a model can act on.
    public var message: String
    /// The call concerned, where it is one call's failure.
    public var callID: String?
    /// More about it as data: the tool's name, a bounded preview, violations.
    public var data: JSONObject?

    /// A failure with its place in the table of error codes.
    public init(code: String, message: String, callID: String? = nil, data: JSONObject? = nil) {
        self.code = code
        self.message = message
        self.callID = callID
        self.data = data
    }
}
