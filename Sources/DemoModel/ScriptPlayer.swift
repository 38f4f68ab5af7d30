// SPDX-License-Identifier: Apache-2.0

import JSON
import Synchronization

/// Hands out a script's answers, one a request.
package final class ScriptPlayer: Sendable {
    private let script: ModelScript
    private let position = Mutex(0)

    package init(_ script: ModelScript) {
        self.script = script
    }

    /// The next answer; a 500 that says so when there is none left.
    func next() -> ModelScript.Answer {
        let index = position.withLock { position in
            defer { position += 1 }
            return position
        }
        guard script.answers.indices.contains(index) else {
            let message = "The script has no answer for request \(index + 1)."
            return .status(500, ["error": ["message": .string(message), "type": "script_exhausted"]])
        }
        return script.answers[index]
    }
}

extension ModelScript.Completion {
    /// The deltas of its chunks, a `tool_calls` entry each where it has calls.
    var pieces: [JSONObject] {
        let calls = toolCalls.enumerated().map { position, call -> JSONObject in
            var call = call
            if call["index"] == nil { call["index"] = JSONValue(position) }
            return ["tool_calls": [.object(call)]]
        }
        return reasoning.map { ["reasoning_content": .string($0)] } + content.map { ["content": .string($0)] }
            + calls
    }

    /// The message of an answer in one piece.
    var message: JSONObject {
        var message: JSONObject = ["role": "assistant", "content": .string(content.joined())]
        if !reasoning.isEmpty { message["reasoning_content"] = .string(reasoning.joined()) }
        if !toolCalls.isEmpty { message["tool_calls"] = .array(toolCalls.map(JSONValue.object)) }
        return message
    }
}
