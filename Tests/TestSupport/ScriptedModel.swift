// SPDX-License-Identifier: Apache-2.0

package import ChatModel
import Synchronization

/// A language model that answers from a script, one entry a request, and remembers what it was asked.
package final class ScriptedModel: LanguageModel {
    /// What one request gets.
    package enum Answer: Sendable {
        case steps([Step])
        case error(ModelError)
    }

    /// One thing that happens while an answer streams.
    package enum Step: Sendable {
        /// What one read brings.
        case batch([ChatDelta])
        /// Nothing comes until the gate opens.
        case wait(Gate)
        /// Opens the gate: the reader has asked for more than what comes before.
        case opens(Gate)
    }

    private struct State {
        var answers: [Answer]
        var requests: [ChatRequest] = []
        var offersModels = true
    }

    private let state: Mutex<State>
    /// Opens when a request is cancelled while it waits.
    package let wasCancelled = Gate()
    /// Opens when the first request arrives.
    package let wasAsked = Gate()
    package let upstream = UpstreamDescription(
        kind: "scripted", url: "http://scripted.test", model: "scripted-1")

    package init(_ answers: [Answer]) {
        state = Mutex(State(answers: answers.reversed()))
    }

    /// A model whose every answer comes in one read.
    package convenience init(turns: [[ChatDelta]]) {
        self.init(turns.map { .steps([.batch($0)]) })
    }

    /// What it was asked so far.
    package var requests: [ChatRequest] { state.withLock { $0.requests } }

    /// Whether `models()` answers; otherwise nothing is there.
    package var offersModels: Bool {
        get { state.withLock { $0.offersModels } }
        set { state.withLock { $0.offersModels = newValue } }
    }

    package func stream(_ request: ChatRequest) async throws -> ChatDeltaStream {
        let steps = try next(request)
        let position = Mutex(0)
        let wasCancelled = wasCancelled
        return ChatDeltaStream {
            while true {
                let step = position.withLock { position -> Step? in
                    defer { position += 1 }
                    return position < steps.count ? steps[position] : nil
                }
                switch step {
                case nil: return nil
                case .batch(let deltas): return deltas
                case .wait(let gate): try await Self.wait(gate, wasCancelled)
                case .opens(let gate): gate.open()
                }
            }
        }
    }

    package func complete(_ request: ChatRequest) async throws -> ChatCompletion {
        var completion = ChatCompletion(
            identity: ChatStreamIdentity(id: "", model: upstream.model, created: 0), content: "",
            finishReason: .stop)
        for step in try next(request) {
            switch step {
            case .wait(let gate): try await Self.wait(gate, wasCancelled)
            case .opens(let gate): gate.open()
            case .batch(let deltas):
                for delta in deltas { completion.take(delta) }
            }
        }
        return completion
    }

    package func models() async throws -> [ModelDescription] {
        guard offersModels else {
            throw ModelError.unreachable(url: "http://scripted.test", detail: "it is not there")
        }
        return [ModelDescription(id: upstream.model)]
    }

    private func next(_ request: ChatRequest) throws -> [Step] {
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.answers.popLast()
        }
        wasAsked.open()
        switch answer {
        case .steps(let steps): return steps
        case .error(let error): throw error
        case nil:
            throw ModelError.unreachable(url: "http://scripted.test", detail: "nothing more is scripted")
        }
    }

    private static func wait(_ gate: Gate, _ wasCancelled: Gate) async throws {
        do {
            try await gate.wait()
        } catch {
            wasCancelled.open()
            throw error
        }
    }
}

extension ChatCompletion {
    fileprivate mutating func take(_ delta: ChatDelta) {
        switch delta {
        case .start(let identity): self.identity = identity
        case .reasoning(let text): reasoning = (reasoning ?? "") + text
        case .content(let text): content += text
        case .toolCall(let call):
            toolCalls.append(
                ChatToolCall(id: call.id ?? "", name: call.name ?? "", arguments: call.arguments ?? ""))
        case .finish(let reason): finishReason = reason
        case .usage(let usage): self.usage = usage
        case .failure: break
        }
    }
}
