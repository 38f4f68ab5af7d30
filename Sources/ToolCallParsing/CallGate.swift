// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import JSONSchema
import ToolModel

/// The one way by which calls leave the parser: known tool, arguments that fit, a unique id, no twin.
struct CallGate: Sendable {
    /// A call handed on, to be compared with what the other channel brings.
    private struct Taken: Sendable {
        let channel: CallDraft.Channel
        let name: String
        /// Of the arguments, which may be large and are not kept.
        let fingerprint: Int
        var hasTwin = false
    }

    var output: EventOutput
    let catalog: ToolCatalog
    let options: ToolCallParser.Options
    /// Asked for each chunk of a call: copying the call's state only to find that nobody wants it costs most.
    let sendsDeltas: Bool
    private(set) var callCount = 0
    /// Nothing has been handed on: no text, no reasoning, no call, no error.
    private(set) var isEmptySoFar = true
    /// Reasoning between markers, kept for a search should it never be closed.
    var unclosedReasoning: [UInt8] = []
    /// Reasoning came or ended since this was last looked at.
    var hasNewReasoning = false
    /// Reasoning ended since this was last looked at.
    var hasClosedReasoning = false
    private var taken: [Taken] = []
    private var usedIDs: Set<String> = []
    private var nextNumber = 1
    private var resumptions = 0
    /// A model that breaks more calls than this in one message is not worth a second look.
    private static let resumptions = 16

    init(catalog: ToolCatalog, options: ToolCallParser.Options, isMuted: Bool = false) {
        self.catalog = catalog
        self.options = options
        sendsDeltas = options.emitsArgumentDeltas
        output = EventOutput(isMuted: isMuted)
    }

    // MARK: - Reasoning

    mutating func appendReasoning(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        isEmptySoFar = false
        output.append(bytes, as: .reasoning)
        unclosedReasoning.append(contentsOf: bytes)
        hasNewReasoning = true
    }

    /// Reasoning that came in a field of its own, where it can hold no call.
    mutating func appendField(reasoning bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        isEmptySoFar = false
        output.append(bytes, as: .reasoning)
    }

    mutating func closeReasoning() {
        output.endProse()
        unclosedReasoning = []
        hasClosedReasoning = true
        hasNewReasoning = true
    }

    // MARK: - Announcing

    /// Says that a call has begun, if such events are wanted and the call cannot be a twin of one taken.
    ///
    /// - Returns: the call's id; nil when nothing was said.
    mutating func announce(_ draft: CallDraft) -> String? {
        guard options.emitsArgumentDeltas, let name = draft.name, let tool = catalog.resolve(name) else {
            return nil
        }
        let mayBeTwin = taken.contains {
            $0.channel != draft.channel && !$0.hasTwin && $0.name == tool.name
        }
        guard !mayBeTwin, callCount < options.limits.calls else { return nil }
        let id = newID(draft.id)
        output.append(.callStarted(id: id, name: tool.name))
        return id
    }

    /// More argument text of an announced call, which is noted as sent and no longer due.
    mutating func send(_ bytes: inout [UInt8], of id: String, noting sent: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        sent.append(contentsOf: bytes)
        output.append(.argumentsDelta(id: id, text: String(decoding: bytes, as: UTF8.self)))
        bytes.removeAll(keepingCapacity: true)
    }

    // MARK: - Accepting

    /// Hands the call on, or says what is wrong with it.
    mutating func take(_ draft: CallDraft) {
        guard let name = draft.name, !name.isEmpty else { return reject(draft, .missingName) }
        guard let tool = catalog.resolve(name) else { return reject(draft, .unknownTool) }
        var draft = draft
        guard let read = ArgumentReading.members(of: draft.arguments) else {
            return reject(draft, .malformed("its arguments are not a JSON object"))
        }
        draft.notes.repairs += read.repairs.filter { !draft.notes.repairs.contains($0) }
        var members = read.members
        if let schema = tool.schema {
            let violations: [JSONValue]
            do throws(SchemaError) {
                let coercion = try ArgumentTypes(tool).coerce(members, untyped: read.untyped)
                members = coercion.members
                draft.notes.repairs += coercion.repairs
                violations = tool.isChecked ? try schema.validate(.object(members)).map(Self.value) : []
            } catch {
                // A limit was met: whether the arguments fit is not known, so a call that must fit does not run.
                violations = tool.isChecked ? [["message": .string(error.message)]] : []
            }
            guard violations.isEmpty else { return reject(draft, tool: tool.name, violations) }
        }
        hand(on: ToolCall(id: "", name: tool.name, arguments: members), draft)
    }

    private static func value(of violation: SchemaViolation) -> JSONValue {
        [
            "instanceLocation": .string(violation.instanceLocation.description),
            "keywordLocation": .string(violation.keywordLocation.description),
            "keyword": .string(violation.keyword), "message": .string(violation.message),
        ]
    }

    private mutating func hand(on call: ToolCall, _ draft: CallDraft) {
        let fingerprint = call.arguments.fingerprint
        let twin = taken.firstIndex {
            $0.channel != draft.channel && !$0.hasTwin && $0.name == call.name
                && $0.fingerprint == fingerprint
        }
        if let twin {
            taken[twin].hasTwin = true
            return
        }
        guard callCount < options.limits.calls else {
            return reject(draft, .malformed("the message has more than \(options.limits.calls) calls"))
        }
        var call = call
        if var announcement = draft.announcement {
            let text = JSONValue.object(call.arguments).jsonBytes()
            guard text.starts(with: announcement.sent) else {
                return reject(draft, .malformed("it gives an argument twice"))
            }
            var rest = Array(text[announcement.sent.count...])
            send(&rest, of: announcement.id, noting: &announcement.sent)
            call.id = announcement.id
        } else {
            call.id = newID(draft.id)
            announceWhole(call)
        }
        callCount += 1
        isEmptySoFar = false
        taken.append(Taken(channel: draft.channel, name: call.name, fingerprint: fingerprint))
        output.append(.call(call, draft.notes))
    }

    private mutating func announceWhole(_ call: ToolCall) {
        guard options.emitsArgumentDeltas else { return }
        output.append(.callStarted(id: call.id, name: call.name))
        output.append(.argumentsDelta(id: call.id, text: JSONValue.object(call.arguments).jsonText()))
    }

    // MARK: - Ids

    /// The upstream's id when it is new in this message, else one made here.
    private mutating func newID(_ wanted: String?) -> String {
        if let wanted, !wanted.isEmpty, usedIDs.insert(wanted).inserted { return wanted }
        while true {
            let id = "\(options.callIDPrefix)\(nextNumber)"
            nextNumber += 1
            if usedIDs.insert(id).inserted { return id }
        }
    }

    // MARK: - Rejecting

    /// Whether bytes of a broken call may be read a second time: only so often, so that the cost stays
    /// linear.
    mutating func mayResume() -> Bool {
        resumptions += 1
        return resumptions <= Self.resumptions
    }

    mutating func reject(_ draft: CallDraft, _ rejection: CallRejection) {
        let sentence = CallSentences.sentence(for: rejection, name: draft.name, catalog)
        fail(draft, code: rejection.code, sentence, violations: [])
    }

    private mutating func reject(_ draft: CallDraft, tool: String, _ violations: [JSONValue]) {
        let sentence = CallSentences.invalidArguments(
            tool: tool, violations.compactMap { $0["message"]?.string })
        fail(draft, code: "invalid_arguments", sentence, violations: violations)
    }

    private mutating func fail(_ draft: CallDraft, code: String, _ message: String, violations: [JSONValue]) {
        isEmptySoFar = false
        var data = JSONObject()
        if let name = draft.name, !name.isEmpty { data["action"] = .string(CallSentences.bounded(name)) }
        if !violations.isEmpty { data["violations"] = .array(violations) }
        let preview = draft.wire.prefix(options.limits.previewBytes)
        if !preview.isEmpty {
            data["preview"] = .string(Self.text(preview, isCut: preview.count < draft.wire.count))
        }
        let id = draft.announcement?.id ?? newID(draft.id)
        output.append(.failure(ChatFailure(code: code, message: message, callID: id, data: data)))
    }

    private static func text(_ preview: ArraySlice<UInt8>, isCut: Bool) -> String {
        let bytes = Array(preview)
        let tail = isCut ? UTF8Border.incompleteSuffix(of: bytes.span) : 0
        return String(decoding: bytes.dropLast(tail), as: UTF8.self)
    }
}
