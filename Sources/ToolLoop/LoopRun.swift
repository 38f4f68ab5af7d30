// SPDX-License-Identifier: Apache-2.0

import ChatModel
import PluginRuntime
import ToolCallParsing
import ToolModel

/// One request on its way through its turns.
struct LoopRun: Sendable {
    /// Whether the upstream is asked for a stream or for one piece.
    enum Delivery: Sendable {
        case streamed
        case whole
    }

    private let loop: TurnLoop
    private let offering: ToolOffering
    private let request: TurnRequest
    private let sink: any EventSink
    private let delivery: Delivery
    private let toolbox: Toolbox

    init(_ loop: TurnLoop, _ request: TurnRequest, sink: any EventSink, delivery: Delivery) {
        self.loop = loop
        offering = loop.offering
        self.request = request
        self.sink = sink
        self.delivery = delivery
        toolbox = loop.toolboxes.toolbox(of: loop.plugins.registry, callersTools: request.tools)
    }

    /// All turns, up to what is left to be said at the end.
    func turns() async throws -> RunEnding {
        guard request.executes else {
            do {
                let (turn, _) = try await turn(1, of: request.messages, ids: CallIDs())
                return RunEnding(finish: turn.finish, usage: turn.usage, lastTurn: turn)
            } catch let error as ModelError where delivery == .streamed {
                return RunEnding(finish: .error, failure: ChatFailure(error))
            }
        }
        return try await executedTurns(deadline(by: loop.settings.clock))
    }

    // MARK: - The loop

    private func deadline(by clock: some Clock<Duration>) -> any LoopDeadline {
        Deadline(after: loop.settings.maximumDuration, clock: clock)
    }

    private func executedTurns(_ deadline: any LoopDeadline) async throws -> RunEnding {
        let runner = CallRunner(loop: loop, toolbox: toolbox, sink: sink)
        var limits = LoopLimits(settings: loop.settings)
        var transcript = request.messages
        var ids = CallIDs()
        var ending = RunEnding(finish: .limit)
        while true {
            let (current, earlier) = (transcript, ids)
            let number = limits.turns + 1
            let turn: Turn
            do {
                let answer = try await deadline.before {
                    try await self.turn(number, of: current, ids: earlier)
                }
                guard let answer else { return ending.with(limit: limits.time) }
                (turn, ids) = answer
            } catch let error as ModelError where delivery == .streamed {
                return ending.with(upstreamFailure: ChatFailure(error))
            }
            ending.add(turn)
            guard turn.wantsAnswer else { return ending.with(finish: turn.finish) }
            if let limit = limits.countTurn(calls: turn.calls.count) { return ending.with(limit: limit) }
            guard let outcomes = try await deadline.before({ try await runner.run(turn.calls) }) else {
                return ending.with(limit: limits.time)
            }
            if turn.calls.contains(where: { toolbox.isCallers($0.name) }) {
                return ending.with(finish: .toolCalls)
            }
            transcript += TurnTranscript(turn, outcomes, settings: loop.settings).messages(counting: &limits)
            if let limit = limits.repetition { return ending.with(limit: limit) }
        }
    }

    // MARK: - One turn

    private func turn(
        _ number: Int, of messages: [ChatMessage], ids: CallIDs
    ) async throws -> (turn: Turn, ids: CallIDs) {
        var reader = TurnReader(
            catalog: toolbox.catalog, request: request, number: number, ids: ids, settings: loop.settings)
        let request = chatRequest(messages, turn: number)
        switch delivery {
        case .streamed:
            let stream = try await offering.send(request, tools: toolbox.definitions) {
                try await loop.model.stream($0)
            }
            for try await batch in stream { try await sink.send(reader.events(of: batch)) }
        case .whole:
            let completion = try await offering.send(request, tools: toolbox.definitions) {
                try await loop.model.complete($0)
            }
            reader.turn.completion = completion
            try await sink.send(reader.events(of: completion.deltas))
        }
        try await sink.send(reader.lastEvents())
        return (reader.turn, reader.ids)
    }

    private func chatRequest(_ messages: [ChatMessage], turn number: Int) -> ChatRequest {
        var choice = request.toolChoice
        // A model that must call a tool in every turn would never come to its answer.
        if number > 1, choice != ToolChoice.none { choice = choice.map { _ in .auto } }
        return ChatRequest(
            model: request.model, messages: messages, toolChoice: choice, parameters: request.parameters)
    }
}

extension Turn {
    /// Whether the model waits for something: results, or word of what was wrong with its calls.
    ///
    /// Calls that were cut off by the upstream's own limit are not sent back for correction: the next try would be
    /// cut off too.
    fileprivate var wantsAnswer: Bool {
        switch finish {
        case .error, .cancelled, .limit: false
        case .length, .contentFilter: !calls.isEmpty
        case .stop, .toolCalls, .other: !calls.isEmpty || hasRejections
        }
    }
}
