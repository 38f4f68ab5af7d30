// SPDX-License-Identifier: Apache-2.0

package import ChatModel
package import JSON
import ToolModel

extension ChatEvent {
    /// Reads an event back from what `json` writes; members that it does not know are passed over.
    ///
    /// - Throws: `EventCodingError` with the place of the first fault.
    package init(json: JSONValue) throws(EventCodingError) {
        let fields = try EventFields(json)
        let type = try fields.string("type")
        guard let kind = EventKind(rawValue: type) else { throw fields.unexpected("type", type) }
        switch kind {
        case .chunk: self = .text(try fields.string("data"))
        case .reasoning: self = .reasoning(try fields.string("data"))
        case .actionStart:
            self = .callStarted(id: try fields.string("id"), name: try fields.object("data").string("action"))
        case .actionDelta:
            self = .argumentsDelta(id: try fields.string("id"), text: try fields.string("data"))
        case .action: self = .call(try ToolCall(fields), try CallNotes(fields))
        case .progress:
            self = .progress(id: try fields.string("id"), try ToolProgress(try fields.object("data")))
        case .approval:
            self = .approval(try ToolCall(fields), reason: try fields.object("data").string("reason"))
        case .result: self = try Self.result(fields)
        case .usage: self = .usage(try TokenUsage(try fields.object("data")))
        case .error: self = .failure(try ChatFailure(fields))
        case .done: self = .done(FinishReason(name: try fields.object("data").string("finishReason")))
        }
    }

    private static func result(_ fields: EventFields) throws(EventCodingError) -> ChatEvent {
        let data = try fields.object("data")
        let duration = Duration.milliseconds(try data.int("durationMs"))
        return .result(id: try fields.string("id"), try ToolResult(data), duration: duration)
    }
}

extension ToolCall {
    fileprivate init(_ event: EventFields) throws(EventCodingError) {
        let data = try event.object("data")
        self.init(
            id: try event.string("id"), name: try data.string("action"),
            arguments: try data.object("params").members)
    }
}

extension CallNotes {
    fileprivate init(_ event: EventFields) throws(EventCodingError) {
        self.init()
        if let name = try event.optionalString("recovered") {
            guard let recovery = Recovery(rawValue: name) else { throw event.unexpected("recovered", name) }
            recovered = recovery
        }
        guard event.members["repairs"] != nil else { return }
        for (index, value) in try event.array("repairs").enumerated() {
            guard let repair = value.string else {
                let place = event.pointer.appending("repairs").appending(index)
                throw .wrongKind(place, expected: "string", found: value.kind)
            }
            repairs.append(repair)
        }
    }
}

extension ToolProgress {
    fileprivate init(_ data: EventFields) throws(EventCodingError) {
        self.init(
            done: try data.double("done"),
            total: data.members["total"] == nil ? nil : try data.double("total"),
            message: try data.optionalString("message"))
    }
}

extension ToolResult {
    fileprivate init(_ data: EventFields) throws(EventCodingError) {
        var content: [ToolContent] = []
        if data.members["content"] == nil {
            content = [.text(try data.string("result"))]
        } else {
            for (index, block) in try data.array("content").enumerated() {
                let place = data.pointer.appending("content").appending(index)
                content.append(try ToolContent(try EventFields(block, at: place)))
            }
        }
        self.init(content: content, structured: data.members["structured"], isError: try data.bool("isError"))
    }
}

extension TokenUsage {
    fileprivate init(_ data: EventFields) throws(EventCodingError) {
        self.init(
            promptTokens: try data.int("prompt_tokens"), completionTokens: try data.int("completion_tokens"),
            totalTokens: try data.int("total_tokens"))
    }
}

extension ChatFailure {
    fileprivate init(_ event: EventFields) throws(EventCodingError) {
        self.init(
            code: try event.string("code"), message: try event.string("error"),
            callID: try event.optionalString("id"),
            data: event.members["data"] == nil ? nil : try event.object("data").members)
    }
}
