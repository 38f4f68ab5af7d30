// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// Looks for calls in reasoning, for the case that it is never closed and so holds the answer.
struct ReasoningSearch: Sendable {
    /// The most calls taken from unclosed reasoning: a model that forgets to close it makes one or a few.
    private static let calls = 16

    private var machine: ContentMachine
    private var gate: CallGate

    init(catalog: ToolCatalog, options: ToolCallParser.Options) {
        var options = options
        options.reasoningOpen = false
        options.emitsArgumentDeltas = false
        options.limits.calls = min(options.limits.calls, Self.calls)
        machine = ContentMachine(options)
        gate = CallGate(catalog: catalog, options: options, isMuted: true)
    }

    mutating func consume(_ bytes: Span<UInt8>) {
        machine.consume(bytes, &gate)
        gate.unclosedReasoning = []
        gate.output.events.removeAll {
            if case .call = $0 { false } else { true }
        }
    }

    /// Hands on the complete, valid calls.
    mutating func finish(into other: inout CallGate) {
        for case .call(let call, let notes) in gate.output.events {
            var draft = CallDraft()
            draft.name = call.name
            draft.arguments = .text(JSONValue.object(call.arguments).jsonBytes()[...])
            draft.notes = notes
            draft.notes.recovered = .unclosedReasoning
            other.take(draft)
        }
    }
}
