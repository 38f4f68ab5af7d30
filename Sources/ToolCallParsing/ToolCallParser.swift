// SPDX-License-Identifier: Apache-2.0

public import ChatModel
import ToolModel

/// Finds the tool calls in a message as it streams in, and hands on the rest as text and reasoning.
///
/// It is fed deltas, or the bytes of raw model text, in any cut: the events are the same after joining
/// neighbours of one kind. It never fails; a call that cannot be read becomes a `failure` event about it.
public struct ToolCallParser: Sendable {
    private let options: Options
    private var gate: CallGate
    private(set) var content: ContentMachine
    private var native = NativeCalls()
    /// Searches reasoning that may never be closed; its calls count only in that case.
    private var reasoningSearch: ReasoningSearch?
    private var finishReason: FinishReason?
    private var usage: TokenUsage?
    private var failure: UpstreamFailure?
    private var isFinished = false

    /// - Parameters:
    ///   - catalog: the tools that may be called; a call of any other becomes an error or stays text.
    ///   - options: how the message is read.
    public init(catalog: ToolCatalog, options: Options = Options()) {
        self.options = options
        gate = CallGate(catalog: catalog, options: options)
        content = ContentMachine(options)
    }

    /// Takes one piece of the upstream's stream and appends what has become certain.
    public mutating func feed(_ delta: ChatDelta, into events: inout [ChatEvent]) {
        guard failure == nil, !isFinished else { return }
        switch delta {
        case .start: break
        case .reasoning(let text):
            swap(&gate.output.events, &events)
            gate.appendField(reasoning: text.utf8Span.span)
            swap(&gate.output.events, &events)
        case .content(let text): feed(text: text.utf8Span.span, into: &events)
        case .toolCall(let fragment):
            swap(&gate.output.events, &events)
            native.take(fragment, &gate)
            swap(&gate.output.events, &events)
        case .finish(let reason): finishReason = finishReason ?? reason
        case .usage(let usage): self.usage = usage
        case .failure(let failure): self.failure = failure
        }
    }

    /// Takes raw model text: any cut, any bytes; what is not UTF-8 becomes U+FFFD.
    public mutating func feed(text: Span<UInt8>, into events: inout [ChatEvent]) {
        guard !isFinished else { return }
        let isWithinScalar = gate.output.isWithinScalar
        if content.takeToken(text, isWithinScalar: isWithinScalar, into: &events) { return }
        swap(&gate.output.events, &events)
        content.consume(text, &gate)
        if gate.hasNewReasoning { searchReasoning() }
        swap(&gate.output.events, &events)
    }

    /// Ends the message: emits what is held, errors for calls cut short, the usage and `done`.
    ///
    /// Without a `finish` delta before it the connection counts as broken. What is fed afterwards is ignored.
    public mutating func finish(into events: inout [ChatEvent]) {
        guard !isFinished else { return }
        isFinished = true
        swap(&gate.output.events, &events)
        content.finish(&gate, hasNativeCalls: !native.isEmpty)
        searchReasoning()
        let isRegularEnd = finishReason == .stop || finishReason == .toolCalls
        if failure == nil, isRegularEnd, content.isReasoning { reasoningSearch?.finish(into: &gate) }
        native.finish(&gate)
        if let failure {
            gate.output.append(.failure(ChatFailure(code: failure.code, message: failure.message)))
        }
        if let usage { gate.output.append(.usage(usage)) }
        gate.output.append(.done(reportedReason))
        swap(&gate.output.events, &events)
    }

    /// Complete calls decide; the upstream's word is only a hint.
    private var reportedReason: FinishReason {
        guard failure == nil, let finishReason else { return .error }
        if gate.callCount > 0 { return .toolCalls }
        return finishReason
    }

    private mutating func searchReasoning() {
        gate.hasNewReasoning = false
        if gate.hasClosedReasoning {
            gate.hasClosedReasoning = false
            reasoningSearch = nil
        }
        guard !gate.unclosedReasoning.isEmpty else { return }
        var search = reasoningSearch ?? ReasoningSearch(catalog: gate.catalog, options: options)
        reasoningSearch = nil
        search.consume(gate.unclosedReasoning.span)
        gate.unclosedReasoning.removeAll(keepingCapacity: true)
        reasoningSearch = search
    }
}
