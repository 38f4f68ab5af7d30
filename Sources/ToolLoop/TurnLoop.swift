// SPDX-License-Identifier: Apache-2.0

package import ChatModel
package import PluginRuntime

/// Asks a model, finds its calls, and where the client wants it runs them and asks again, until the model answers
/// without a call or a limit is met.
///
/// Exactly one `done` ends what a client sees; the `usage` before it is the sum of all turns. Calls of read-only
/// tools that follow one another run side by side, all others alone and in order; `result` events come as calls
/// finish, told apart by id, while the transcript keeps the order of the calls.
package struct TurnLoop: Sendable {
    package let model: any LanguageModel
    package let plugins: PluginHost
    package let settings: TurnLoopSettings
    let toolboxes = ToolboxMemory()
    let offering: ToolOffering

    package init(
        model: any LanguageModel, plugins: PluginHost, settings: TurnLoopSettings = TurnLoopSettings()
    ) {
        self.model = model
        self.plugins = plugins
        self.settings = settings
        offering = ToolOffering(model: model, formats: FormatMemory(format: settings.format))
    }

    /// Runs a request and sends everything that happens; `done` comes last.
    ///
    /// An upstream's failure is an `error` event and `done`, not an error thrown.
    ///
    /// - Throws: `CancellationError` when the task is cancelled, and what the sink throws; no `done` is sent then.
    package func run(_ request: TurnRequest, into sink: any EventSink) async throws {
        let run = LoopRun(self, request, sink: sink, delivery: .streamed)
        try await sink.send(try await run.turns().events)
    }

    /// The same, after which the mailbox is finished.
    ///
    /// - Throws: `CancellationError` when the task is cancelled or the reader has left; no `done` is sent then.
    package func run(_ request: TurnRequest, into mailbox: EventMailbox) async throws {
        defer { mailbox.finish() }
        try await run(request, into: mailbox as any EventSink)
    }

    /// Runs a request that is answered in one piece.
    ///
    /// - Throws: `ModelError` when the upstream fails in any turn, or `CancellationError`.
    package func complete(_ request: TurnRequest) async throws -> TurnOutcome {
        let log = EventLog()
        let run = LoopRun(self, request, sink: log, delivery: .whole)
        let ending = try await run.turns()
        var completion = ending.lastTurn?.completion ?? .empty
        completion.usage = ending.usage
        return TurnOutcome(
            completion: completion, toolCalls: ending.lastTurn?.calls ?? [],
            events: log.events + ending.events)
    }
}

extension ChatCompletion {
    /// What there is when a limit was met before the first turn was over.
    fileprivate static let empty = ChatCompletion(
        identity: ChatStreamIdentity(id: "", model: "", created: 0), content: "", finishReason: .limit)
}
