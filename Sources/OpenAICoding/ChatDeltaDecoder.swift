// SPDX-License-Identifier: Apache-2.0

public import ChatModel
public import JSON

/// Reads what one event of a streamed chat completion says, in all the shapes that servers send.
///
/// Taken besides OpenAI's own chunks: a whole completion in one event, errors as objects or strings, usage without
/// choices, null members, `reasoning_content` and `reasoning`, the old `function_call`, content as parts, and
/// characters whose surrogate halves come in two events. It never throws: what cannot be read is a `.failure`.
public struct ChatDeltaDecoder: Sendable {
    /// `[DONE]` has come; all that follows is ignored.
    public private(set) var isDone = false
    /// A finish reason has come, or `[DONE]` in its place.
    public private(set) var hasFinishReason = false
    /// The upstream reported an error, or sent what cannot be read; all that follows is ignored.
    public private(set) var hasFailed = false

    private var hasStarted = false
    /// The first half of a character whose second half is still to come, and where it stood.
    private var pendingHalf: (channel: Channel, unit: UInt16)?
    /// The plain chunk read last.
    private var template: ChunkTemplate?
    /// How many plain chunks go by before the next one is remembered.
    private var chunksUntilLearning = 0
    private var nextPause = 0
    /// Remembering costs about as much as reading does.
    private static let longestPause = 31
    private let readsBytes: Bool
    /// How halves are marked in the event being read; nil when it has none.
    private var halves: SurrogateHalves?

    /// A text that goes on from delta to delta.
    private enum Channel: Sendable, Equatable {
        case content
        case reasoning
        case arguments(Int?)
    }

    /// A decoder for one stream.
    public init() {
        self.init(readsBytes: true)
    }

    /// - Parameter readsBytes: whether plain chunks are read from their bytes; false is for comparing both ways.
    init(readsBytes: Bool) {
        self.readsBytes = readsBytes
    }

    /// Takes one event of the stream and appends what it says.
    public mutating func feed(_ event: SSEEvent, into deltas: inout [ChatDelta]) {
        feed(data: event.data, isTerminated: event.isTerminated, into: &deltas)
    }

    /// Takes the `data` of one event: a JSON text, or `[DONE]`.
    ///
    /// - Parameters:
    ///   - data: UTF-8.
    ///   - isTerminated: false for what the end of the connection may have cut.
    ///   - deltas: where the deltas go.
    public mutating func feed(
        data: [UInt8], isTerminated: Bool = true, into deltas: inout [ChatDelta]
    ) {
        feed(data: data.span, isTerminated: isTerminated, into: &deltas)
    }

    /// Takes the `data` of one event where it lies.
    ///
    /// - Parameters:
    ///   - data: UTF-8.
    ///   - isTerminated: false for what the end of the connection may have cut.
    ///   - deltas: where the deltas go.
    public mutating func feed(
        data: Span<UInt8>, isTerminated: Bool = true, into deltas: inout [ChatDelta]
    ) {
        guard !isDone, !hasFailed else { return }
        if pendingHalf == nil, feed(plain: data, into: &deltas) { return }
        if Self.isDoneMark(data) {
            flushHalf(into: &deltas)
            isDone = true
            return finishWithoutReason(into: &deltas)
        }
        var copy: [UInt8] = []
        copy.append(contentsOf: data)
        feed(whole: copy, isTerminated: isTerminated, into: &deltas)
    }

    /// Takes the event that `bytes` begin with when its chunk is like the one before it in all but its text.
    ///
    /// - Returns: its length; nil for any other event, of which nothing is taken.
    mutating func feed(likeTheLast bytes: Span<UInt8>, into deltas: inout [ChatDelta]) -> Int? {
        guard pendingHalf == nil, !isDone, !hasFailed, let event = template?.event(beginning: bytes) else {
            return nil
        }
        deltas.append(event.delta)
        (chunksUntilLearning, nextPause) = (0, 0)
        return event.count
    }

    /// Takes a chunk of the plain shape; false for any other, of which nothing is taken.
    private mutating func feed(plain data: Span<UInt8>, into deltas: inout [ChatDelta]) -> Bool {
        guard readsBytes else { return false }
        if let delta = template?.delta(of: data) {
            deltas.append(delta)
            (chunksUntilLearning, nextPause) = (0, 0)
            return true
        }
        let count = deltas.count
        var scanner = ChunkScanner(hasStarted: hasStarted)
        guard scanner.read(data, into: &deltas) else {
            deltas.removeSubrange(count...)
            return false
        }
        if scanner.hasFinishReason { hasFinishReason = true }
        hasStarted = scanner.hasStarted
        if let text = scanner.onlyText, let delta = deltas.last {
            learn(data, text, scanner.free, delta)
        }
        return true
    }

    /// Remembers a plain chunk for those after it; less and less often where no chunk is like the one before it.
    private mutating func learn(
        _ data: Span<UInt8>, _ text: Range<Int>, _ free: [Range<Int>], _ delta: ChatDelta
    ) {
        guard chunksUntilLearning == 0 else {
            chunksUntilLearning -= 1
            return
        }
        template = ChunkTemplate(data, text: text, free: free, delta: delta)
        chunksUntilLearning = nextPause
        nextPause = min(nextPause * 2 + 1, Self.longestPause)
    }

    private mutating func feed(whole data: [UInt8], isTerminated: Bool, into deltas: inout [ChatDelta]) {
        do throws(JSONError) {
            let read = try UpstreamJSON.read(data)
            halves = read.halves
            feed(read.value, into: &deltas)
        } catch {
            let isCut = !isTerminated && (error.reason == .truncated || error.reason == .empty)
            let failure =
                isCut
                ? UpstreamFailure(
                    message: "The model server's answer breaks off.", code: "upstream_truncated")
                : UpstreamFailure(
                    message: "The model server sent an event that cannot be read. \(error.message)",
                    code: "upstream_error")
            fail(failure, into: &deltas)
        }
        halves = nil
    }

    /// Takes one chunk, whole completion or error body.
    public mutating func feed(_ value: JSONValue, into deltas: inout [ChatDelta]) {
        guard !isDone, !hasFailed else { return }
        if let error = OpenAIError(openAI: value) {
            return fail(UpstreamFailure(error), into: &deltas)
        }
        guard let members = value.object else {
            let message = "The model server sent a JSON \(value.kind) where a chunk was due."
            return fail(UpstreamFailure(message: message, code: "upstream_error"), into: &deltas)
        }
        start(members, into: &deltas)
        for choice in members["choices"]?.array ?? [] where (choice["index"]?.int ?? 0) == 0 {
            take(choice, into: &deltas)
        }
        guard !hasFailed, let usage = members["usage"].flatMap(TokenUsage.init(openAI:)) else { return }
        deltas.append(.usage(usage))
    }

    /// Ends the stream: half a character that is still pending becomes U+FFFD.
    public mutating func finish(into deltas: inout [ChatDelta]) {
        flushHalf(into: &deltas)
    }

    private static func isDoneMark(_ data: Span<UInt8>) -> Bool {
        // Servers write it with and without spaces around; a chunk is always longer.
        data.count <= 16 && String(lossy: data).split(separator: " ").elementsEqual(["[DONE]"])
    }

    // MARK: - Parts of a chunk

    private mutating func start(_ chunk: JSONObject, into deltas: inout [ChatDelta]) {
        guard !hasStarted, let id = chunk["id"]?.string else { return }
        hasStarted = true
        let identity = ChatStreamIdentity(
            id: id, model: chunk["model"]?.string ?? "", created: chunk["created"]?.int ?? 0)
        deltas.append(.start(identity))
    }

    private mutating func take(_ choice: JSONValue, into deltas: inout [ChatDelta]) {
        if let error = OpenAIError(openAI: choice) {
            return fail(UpstreamFailure(error), into: &deltas)
        }
        if let delta = choice["delta"]?.object {
            take(message: delta, isWhole: false, into: &deltas)
        } else if let message = choice["message"]?.object {
            take(message: message, isWhole: true, into: &deltas)
        }
        if let reason = choice["finish_reason"]?.string, !reason.isEmpty {
            flushHalf(into: &deltas)
            hasFinishReason = true
            deltas.append(.finish(reason == "function_call" ? .toolCalls : FinishReason(name: reason)))
        }
    }

    /// Some servers send `[DONE]` and never a reason: the mark says that nothing was cut off.
    ///
    /// Whether it was for tool calls is for whoever knows which of them are complete.
    private mutating func finishWithoutReason(into deltas: inout [ChatDelta]) {
        guard !hasFinishReason else { return }
        hasFinishReason = true
        deltas.append(.finish(.stop))
    }

    private mutating func take(message: JSONObject, isWhole: Bool, into deltas: inout [ChatDelta]) {
        let reasoning =
            message["reasoning_content"].flatMap(Self.text) ?? message["reasoning"].flatMap(Self.text)
        if let reasoning { append(reasoning, to: .reasoning, into: &deltas) }
        if case .array(let parts) = message["content"] {
            for part in parts { take(part: part, into: &deltas) }
        } else if let content = message["content"].flatMap(Self.text) {
            append(content, to: .content, into: &deltas)
        }
        if let refusal = message["refusal"].flatMap(Self.text) {
            append(refusal, to: .content, into: &deltas)
        }
        switch message["tool_calls"] {
        case .array(let calls):
            for (position, call) in calls.enumerated() {
                take(call: call, index: isWhole ? position : nil, into: &deltas)
            }
        case .some(let call): take(call: call, index: nil, into: &deltas)
        case nil: break
        }
        if let call = message["function_call"], call.object != nil {
            take(call: ["function": call], index: 0, into: &deltas)
        }
    }

    /// One part of content that is an array: text, or Mistral's `{"type":"thinking","thinking":[…]}`.
    private mutating func take(part: JSONValue, into deltas: inout [ChatDelta]) {
        switch part["thinking"] {
        case .array(let parts):
            let text = parts.compactMap { $0["text"]?.string }.joined()
            if !text.isEmpty { append(text, to: .reasoning, into: &deltas) }
        case .string(let text): append(text, to: .reasoning, into: &deltas)
        default:
            if let text = part["text"].flatMap(Self.text) ?? Self.text(part) {
                append(text, to: .content, into: &deltas)
            }
        }
    }

    private mutating func take(call: JSONValue, index: Int?, into deltas: inout [ChatDelta]) {
        guard let members = call.object else { return }
        let function = members["function"]?.object ?? members
        // In a whole message the place counts: some servers give every call the same index.
        let index = index ?? members["index"]?.int ?? members["index"]?.string.flatMap { Int($0) }
        var delta = ToolCallDelta(index: index)
        delta.id = members["id"].flatMap { $0.string ?? $0.number?.text }
        delta.name = function["name"]?.string
        switch function["arguments"] {
        case .string(let text): delta.arguments = joined(text, to: .arguments(index), into: &deltas)
        case .null, nil: break
        case .some(let value): delta.arguments = value.jsonText()
        }
        if delta != ToolCallDelta(index: index) { deltas.append(.toolCall(delta)) }
    }

    /// A text that is not empty; nil for anything else.
    private static func text(_ value: JSONValue) -> String? {
        guard let text = value.string, !text.isEmpty else { return nil }
        return text
    }

    // MARK: - Texts, failures

    private mutating func append(_ text: String, to channel: Channel, into deltas: inout [ChatDelta]) {
        let text = joined(text, to: channel, into: &deltas)
        guard !text.isEmpty else { return }
        deltas.append(channel == .reasoning ? .reasoning(text) : .content(text))
    }

    /// The text with the half that was pending before it; a half at its end becomes the pending one.
    private mutating func joined(_ text: String, to channel: Channel, into deltas: inout [ChatDelta])
        -> String
    {
        if let pendingHalf, pendingHalf.channel != channel { flushHalf(into: &deltas) }
        guard halves != nil || pendingHalf != nil else { return text }
        guard !text.isEmpty else { return text }
        var unit = pendingHalf?.unit
        pendingHalf = nil
        let result = SurrogateHalves.text(of: text, marker: halves?.marker, joining: &unit)
        if let unit { pendingHalf = (channel, unit) }
        return result
    }

    private mutating func flushHalf(into deltas: inout [ChatDelta]) {
        guard let half = pendingHalf else { return }
        pendingHalf = nil
        switch half.channel {
        case .content: deltas.append(.content("\u{FFFD}"))
        case .reasoning: deltas.append(.reasoning("\u{FFFD}"))
        case .arguments(let index):
            deltas.append(.toolCall(ToolCallDelta(index: index, arguments: "\u{FFFD}")))
        }
    }

    private mutating func fail(_ failure: UpstreamFailure, into deltas: inout [ChatDelta]) {
        flushHalf(into: &deltas)
        hasFailed = true
        deltas.append(.failure(failure))
    }
}
