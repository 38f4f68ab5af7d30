// SPDX-License-Identifier: Apache-2.0

import ChatModel
import PluginRuntime
import ToolModel

/// Runs the calls of one turn.
struct CallRunner: Sendable {
    let loop: TurnLoop
    let toolbox: Toolbox
    let sink: any EventSink

    /// Runs those calls that are the host's to run and reports each as it ends.
    ///
    /// - Returns: what came of them, in the order of the calls.
    /// - Throws: `CancellationError`.
    func run(_ calls: [ToolCall]) async throws -> [CallOutcome] {
        var outcomes: [CallOutcome] = []
        var rest = calls.filter { !toolbox.isCallers($0.name) }[...]
        while let first = rest.first {
            let readOnly = rest.prefix { toolbox.isReadOnly($0.name) }
            let group = readOnly.isEmpty ? [first] : Array(readOnly)
            rest = rest.dropFirst(group.count)
            outcomes += try await runTogether(group)
        }
        return outcomes
    }

    private func runTogether(_ calls: [ToolCall]) async throws -> [CallOutcome] {
        try await withThrowingTaskGroup(of: (Int, CallOutcome).self) { group in
            var outcomes: [CallOutcome?] = Array(repeating: nil, count: calls.count)
            var waiting = calls.enumerated().makeIterator()
            for _ in 0..<loop.settings.concurrentCalls {
                guard let (index, call) = waiting.next() else { break }
                group.addTask { (index, try await outcome(of: call)) }
            }
            while let (index, outcome) = try await group.next() {
                outcomes[index] = outcome
                try await sink.send([outcome.event])
                if let (index, call) = waiting.next() {
                    group.addTask { (index, try await self.outcome(of: call)) }
                }
            }
            return outcomes.compactMap(\.self)
        }
    }

    private func outcome(of call: ToolCall) async throws -> CallOutcome {
        do {
            let completed = try await loop.plugins.call(call.name, arguments: call.arguments, id: call.id) {
                progress in
                sink.offer(.progress(id: call.id, progress))
            }
            return CallOutcome(
                call: call, event: .result(id: call.id, completed.result, duration: completed.duration),
                text: completed.result.textForModel)
        } catch let error as PluginError {
            let failure = ChatFailure(error, callID: call.id)
            return CallOutcome(call: call, event: .failure(failure), text: "Error: \(failure.message)")
        }
    }
}

extension ToolResult {
    /// The text as the model reads it; a failure says that it is one.
    fileprivate var textForModel: String {
        isError ? "Error: \(text)" : text
    }
}
