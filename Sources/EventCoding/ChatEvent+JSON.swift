// SPDX-License-Identifier: Apache-2.0

package import ChatModel
package import JSON
import ToolModel

extension ChatEvent {
    /// The event as every surface sends it: `{"type":"chunk","data":"text"}`.
    ///
    /// Members come in the order of the documentation: `type`, `error`, `code`, `id`, `data`, then notes. Numbers
    /// that JSON cannot say (NaN, the infinities) become 0 or are left out where the member is optional.
    package var json: JSONValue {
        switch self {
        case .text(let text): event(.chunk, data: .string(text))
        case .reasoning(let text): event(.reasoning, data: .string(text))
        case .callStarted(let id, let name): event(.actionStart, id: id, data: ["action": .string(name)])
        case .argumentsDelta(let id, let text): event(.actionDelta, id: id, data: .string(text))
        case .call(let call, let notes): Self.json(of: call, notes)
        case .progress(let id, let progress): event(.progress, id: id, data: .object(progress.members))
        case .approval(let call, let reason): Self.json(ofApprovalFor: call, reason: reason)
        case .result(let id, let result, let duration):
            event(.result, id: id, data: .object(result.members(duration: duration)))
        case .usage(let usage): event(.usage, data: .object(usage.members))
        case .failure(let failure): failure.json
        case .done(let reason): event(.done, data: ["finishReason": .string(reason.name)])
        }
    }

    private func event(_ kind: EventKind, id: String? = nil, data: JSONValue) -> JSONValue {
        .object(Self.members(kind, id: id, data: data))
    }

    private static func members(_ kind: EventKind, id: String?, data: JSONValue) -> JSONObject {
        var members: JSONObject = ["type": .string(kind.rawValue)]
        if let id { members["id"] = .string(id) }
        members["data"] = data
        return members
    }

    private static func json(of call: ToolCall, _ notes: CallNotes) -> JSONValue {
        var members = members(.action, id: call.id, data: .object(call.members))
        if let recovered = notes.recovered { members["recovered"] = .string(recovered.rawValue) }
        if !notes.repairs.isEmpty { members["repairs"] = .array(notes.repairs.map(JSONValue.string)) }
        return .object(members)
    }

    private static func json(ofApprovalFor call: ToolCall, reason: String) -> JSONValue {
        var data = call.members
        data["reason"] = .string(reason)
        return .object(members(.approval, id: call.id, data: .object(data)))
    }
}

extension ChatFailure {
    /// The failure as an `error` event.
    package var json: JSONValue {
        var members: JSONObject = [
            "type": .string(EventKind.error.rawValue), "error": .string(message), "code": .string(code),
        ]
        if let callID { members["id"] = .string(callID) }
        if let data { members["data"] = .object(data) }
        return .object(members)
    }
}

extension ToolCall {
    /// `{"action":"writeFile","params":{…}}`, the body of `/call` too.
    package var members: JSONObject {
        ["action": .string(name), "params": .object(arguments)]
    }
}

extension TokenUsage {
    /// `{"prompt_tokens":…,"completion_tokens":…,"total_tokens":…}`, as OpenAI names them.
    package var members: JSONObject {
        [
            "prompt_tokens": JSONValue(promptTokens), "completion_tokens": JSONValue(completionTokens),
            "total_tokens": JSONValue(totalTokens),
        ]
    }
}

extension ToolProgress {
    fileprivate var members: JSONObject {
        var members: JSONObject = ["done": .number(JSONNumber(done) ?? 0)]
        if let total, let number = JSONNumber(total) { members["total"] = .number(number) }
        if let message { members["message"] = .string(message) }
        return members
    }
}
