// SPDX-License-Identifier: Apache-2.0

package import JSON

/// Answers written beforehand: JSON lines, each the answer to one request.
///
///     {"content":["Hel","lo"],"finish_reason":"stop"}
///     {"status":500,"body":{"error":"out of memory"}}
package struct ModelScript: Sendable, Hashable {
    /// One answer.
    package enum Answer: Sendable, Hashable {
        case completion(Completion)
        /// Pieces of a body of `text/event-stream`, written as they are.
        case raw([String])
        /// A status and a body, JSON unless it is a string.
        case status(Int, JSONValue)
    }

    /// A completion in pieces; each element is sent on its own.
    package struct Completion: Sendable, Hashable {
        package var reasoning: [String] = []
        package var content: [String] = []
        /// Entries of `tool_calls` as they go into deltas; the place in the list stands for a missing `index`.
        package var toolCalls: [JSONObject] = []
        /// Nil leaves the finish reason out.
        package var finishReason: String?
        /// The pause between two pieces.
        package var delay: Duration = .zero
        /// After how many bytes of the body the connection breaks.
        package var disconnectAfterBytes: Int?

        package init() {}
    }

    package var answers: [Answer]

    /// Reads a script.
    ///
    /// Empty lines are skipped.
    ///
    /// - Throws: `ModelServerError.scriptLine` for the first line that cannot be played, `.scriptEmpty`.
    package init(parsing text: String) throws(ModelServerError) {
        answers = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy(\.isWhitespace) { continue }
            let value: JSONValue
            do throws(JSONError) {
                value = try JSONValue(parsing: String(line), duplicateKeys: .refused)
            } catch {
                throw .scriptLine(index + 1, detail: "is not JSON (column \(error.column))")
            }
            answers.append(try ScriptLine(value, number: index + 1).answer())
        }
        if answers.isEmpty { throw .scriptEmpty }
    }
}

/// Reads one line of a script.
private struct ScriptLine {
    private let members: JSONObject
    private let number: Int

    init(_ value: JSONValue, number: Int) throws(ModelServerError) {
        guard let members = value.object else {
            throw .scriptLine(number, detail: "must be a JSON object")
        }
        self.members = members
        self.number = number
    }

    func answer() throws(ModelServerError) -> ModelScript.Answer {
        if members["sse"] != nil {
            try allow(["sse"])
            return .raw(try strings("sse"))
        }
        if let status = members["status"] {
            try allow(["status", "body"])
            guard let code = status.int, (100...599).contains(code) else {
                throw fault("must have a status from 100 to 599")
            }
            return .status(code, members["body"] ?? "")
        }
        try allow(["content", "tool_calls", "reasoning", "finish_reason", "delay_ms", "disconnect_after"])
        return .completion(try completion())
    }

    private func completion() throws(ModelServerError) -> ModelScript.Completion {
        var completion = ModelScript.Completion()
        completion.content = try strings("content")
        completion.reasoning = try strings("reasoning")
        for call in try elements("tool_calls") {
            guard let call = call.object else { throw fault("must have objects in tool_calls") }
            completion.toolCalls.append(call)
        }
        switch members["finish_reason"] {
        case nil: completion.finishReason = completion.toolCalls.isEmpty ? "stop" : "tool_calls"
        case .null: completion.finishReason = nil
        case .string(let reason): completion.finishReason = reason
        default: throw fault("must have a string or null as finish_reason")
        }
        completion.delay = .milliseconds(try count("delay_ms") ?? 0)
        completion.disconnectAfterBytes = try count("disconnect_after")
        return completion
    }

    private func strings(_ name: String) throws(ModelServerError) -> [String] {
        var strings: [String] = []
        for element in try elements(name) {
            guard let text = element.string else { throw fault("must have only strings in \(name)") }
            strings.append(text)
        }
        return strings
    }

    private func elements(_ name: String) throws(ModelServerError) -> [JSONValue] {
        guard let value = members[name] else { return [] }
        guard let elements = value.array else { throw fault("must have an array as \(name)") }
        return elements
    }

    /// The longest pause and the farthest break that a script may ask for: an hour in milliseconds, 16 MiB.
    private static let largestCount = 1 << 24

    private func count(_ name: String) throws(ModelServerError) -> Int? {
        guard let value = members[name] else { return nil }
        guard let count = value.int, (0...Self.largestCount).contains(count) else {
            throw fault("must have a whole number from 0 to \(Self.largestCount) as \(name)")
        }
        return count
    }

    private func allow(_ names: Set<String>) throws(ModelServerError) {
        for name in members.names where !names.contains(name) {
            throw fault("has \"\(name)\", which has no place beside the rest")
        }
    }

    private func fault(_ detail: String) -> ModelServerError {
        .scriptLine(number, detail: detail)
    }
}
