// SPDX-License-Identifier: Apache-2.0

import ChatModel
import ToolCallParsing

/// Turns the deltas of one answer into the events that a client sees, and remembers what the loop needs.
struct TurnReader: Sendable {
    private var parser: ToolCallParser
    private(set) var ids: CallIDs
    var turn: Turn

    init(catalog: ToolCatalog, request: TurnRequest, number: Int, ids: CallIDs, settings: TurnLoopSettings) {
        // Reading is always for every dialect: models do not keep to the one they were taught.
        parser = ToolCallParser(
            catalog: catalog,
            options: ToolCallParser.Options(
                emitsArgumentDeltas: request.emitsArgumentDeltas,
                callIDPrefix: number == 1 ? "call_" : "call_\(number)_"))
        self.ids = ids
        self.ids.beginTurn()
        turn = Turn(keepsText: request.executes, textLimit: settings.turnTextBytes)
    }

    /// The events that a read from the upstream makes certain.
    mutating func events(of deltas: [ChatDelta]) -> [ChatEvent] {
        var events: [ChatEvent] = []
        events.reserveCapacity(deltas.count)
        // The elements of a span are lent, those of an array copied.
        let deltas = deltas.span
        for index in deltas.indices { parser.feed(deltas[index], into: &events) }
        settle(&events)
        return events
    }

    /// The events that the end of the answer makes certain.
    mutating func lastEvents() -> [ChatEvent] {
        var events: [ChatEvent] = []
        parser.finish(into: &events)
        settle(&events)
        return events
    }

    private mutating func settle(_ events: inout [ChatEvent]) {
        ids.settle(&events)
        turn.note(&events)
    }
}
