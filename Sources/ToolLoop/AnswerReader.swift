// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolCallParsing
import ToolModel

/// Turns the deltas of one answer into what a caller gets to see that runs its calls itself: text, reasoning and
/// complete calls.
///
/// What looked like a call and could not be read comes back as text: OpenAI's API has no other word for it.
struct AnswerReader: Sendable {
    private var parser: ToolCallParser
    private let madeIDs: MadeIDs
    private let mayCall: Bool
    /// What the upstream itself called; such a call is handed on even if the tool was never declared.
    private var nativeNames: Set<String> = []
    private var nativeTexts: NativeTexts
    private var callCount = 0
    private var hasFailed = false
    private var isAtEnd = false
    /// As the upstream gave it.
    private(set) var identity: ChatStreamIdentity?

    init(_ request: AnswerRequest) {
        mayCall = !request.tools.isEmpty && request.chat.toolChoice != ToolChoice.none
        madeIDs = MadeIDs()
        let tools = request.tools.map {
            CallableTool(name: $0.name, schema: $0.schema, isChecked: $0.isStrict)
        }
        var limits = ParsingLimits()
        limits.previewBytes = limits.callBytes
        // The parser's own bound on the arguments of all native calls together.
        nativeTexts = NativeTexts(limit: 2 * limits.callBytes)
        // A caller without tools may have a way of its own to write calls, which is not for the host to judge.
        parser = ToolCallParser(
            catalog: ToolCatalog(mayCall ? tools : []),
            options: ToolCallParser.Options(
                format: mayCall ? .auto : .native, callIDPrefix: madeIDs.prefix, limits: limits))
    }

    /// What a read from the upstream makes certain.
    mutating func parts(of deltas: [ChatDelta]) -> [AnswerPart] {
        var events: [ChatEvent] = []
        events.reserveCapacity(deltas.count)
        // The elements of a span are lent, those of an array copied.
        let deltas = deltas.span
        for index in deltas.indices {
            switch deltas[index] {
            case .start(let identity): self.identity = self.identity ?? identity
            case .toolCall(let fragment):
                if let name = fragment.name { nativeNames.insert(name) }
                nativeTexts.take(fragment)
            case .reasoning, .content, .finish, .usage, .failure: break
            }
            parser.feed(deltas[index], into: &events)
        }
        return parts(of: events)
    }

    /// What the end of the answer makes certain, native calls among it, `done` last.
    mutating func lastParts() -> [AnswerPart] {
        var events: [ChatEvent] = []
        parser.finish(into: &events)
        isAtEnd = true
        return parts(of: events)
    }

    private mutating func parts(of events: [ChatEvent]) -> [AnswerPart] {
        var parts: [AnswerPart] = []
        parts.reserveCapacity(events.count)
        for event in events {
            switch event {
            case .text(let text): parts.append(.text(text))
            case .reasoning(let text): parts.append(.reasoning(text))
            case .usage(let usage): parts.append(.usage(usage))
            case .call(let call, _): parts.append(taken(call))
            case .failure(let failure) where failure.isAboutCall: parts.append(rejected(failure))
            case .failure(let failure):
                hasFailed = true
                parts.append(.failure(failure))
            case .done(let reason): parts += ending(reason)
            case .callStarted, .argumentsDelta, .progress, .approval, .result: break
            }
        }
        return parts
    }

    private mutating func taken(_ call: ToolCall) -> AnswerPart {
        callCount += 1
        let written = isAtEnd ? nativeTexts.text(of: call.arguments) : nil
        return .call(
            ChatToolCall(
                id: madeIDs.settled(call.id), name: call.name,
                arguments: written ?? JSONValue.object(call.arguments).jsonText()))
    }

    // MARK: - Calls that were not accepted

    private mutating func rejected(_ failure: ChatFailure) -> AnswerPart {
        let wire = failure.data?["preview"]?.string ?? ""
        guard let name = failure.data?["action"]?.string, nativeNames.contains(name) else {
            return .text(wire)
        }
        if failure.code == "unknown_tool", mayCall, let arguments = Self.members(of: wire) {
            return taken(ToolCall(id: failure.callID ?? madeIDs.prefix, name: name, arguments: arguments))
        }
        // Of a native call the wire text is the arguments alone.
        return .text(#"{"name":\#(JSONValue.string(name).jsonText()),"arguments":\#(wire)}"#)
    }

    /// The members of an object; none for arguments left out.
    private static func members(of wire: String) -> JSONObject? {
        if wire.allSatisfy(\.isWhitespace) { return [:] }
        do {
            return try JSONValue(parsing: wire).object
        } catch {
            return nil
        }
    }

    // MARK: - The end

    /// Complete calls decide what the end is called; the upstream's word is a hint.
    private func ending(_ reason: FinishReason) -> [AnswerPart] {
        switch reason {
        case .error where !hasFailed:
            let message = "The model server's answer ended without a finish reason."
            return [.failure(ChatFailure(code: "upstream_truncated", message: message)), .done(.error)]
        case .error: return [.done(.error)]
        case .toolCalls where callCount == 0: return [.done(.stop)]
        case .stop, .toolCalls, .length, .contentFilter, .limit, .cancelled, .other:
            return [.done(callCount > 0 ? .toolCalls : reason)]
        }
    }
}
