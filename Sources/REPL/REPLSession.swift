// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Diagnostics
import EventCoding
import JSON
package import Logging
import PluginRuntime
package import ToolLoop
import ToolModel

/// A chat with tools, line by line, at a terminal or from a script.
package struct REPLSession {
    private var loop: TurnLoop
    let plugins: PluginHost
    let options: REPLOptions
    let lines: any LineSource
    let output: any TextOutput
    private let complaints: any TextOutput
    let interrupts: Interrupts
    private let logger: Logger
    private let consent: CallConsent
    private var conversation = Conversation()
    private var callCount = 0
    private var lineNumber = 0

    /// - Parameters:
    ///   - loop: answers chats and owns the plugins.
    ///   - options: how the session behaves.
    ///   - lines: what is asked.
    ///   - output: for answers.
    ///   - complaints: for everything else.
    ///   - interrupts: brings Ctrl-C.
    ///   - logger: for what is not for the person.
    /// - Throws: never in practice; see `PluginHost.gated`.
    package init(
        loop: TurnLoop, options: REPLOptions, lines: any LineSource,
        output: any TextOutput = FileOutput.standard,
        complaints: any TextOutput = FileOutput.standardError, interrupts: Interrupts,
        logger: Logger
    ) throws {
        consent = CallConsent(options: options)
        let gate = try loop.plugins.gated(by: consent, logger: logger)
        self.loop = TurnLoop(model: loop.model, plugins: gate, settings: loop.settings)
        plugins = loop.plugins
        self.options = options
        self.lines = lines
        self.output = output
        self.complaints = complaints
        self.interrupts = interrupts
        self.logger = logger
    }

    /// Offers the tools that there are now.
    ///
    /// - Throws: Never in practice; see `PluginHost.gated`.
    mutating func renewTools() throws {
        let gate = try plugins.gated(by: consent, logger: logger)
        loop = TurnLoop(model: loop.model, plugins: gate, settings: loop.settings)
    }

    /// Carries out line after line until there are no more, or until one fails in a script.
    ///
    /// - Returns: whether every line was carried out; always true for a person at a terminal.
    /// - Throws: `REPLError` when input or output is gone, `CancellationError` when the task is cancelled.
    package mutating func run() async throws -> Bool {
        if options.isInteractive, !options.greeting.isEmpty {
            try await output.write(
                options.greeting + "\n" + TerminalText.harmless(Self.waiting(in: plugins.registry)))
        }
        var isSound = true
        while !Task.isCancelled {
            switch try await nextLine() {
            case .end:
                if options.isInteractive { try await output.write("\n") }
                return isSound
            case .interrupted:
                if options.isInteractive { try await output.write("\n") }
            case .line(let line):
                lineNumber += 1
                let outcome = try await carryOut(line)
                if outcome == .quit { return isSound }
                guard outcome == .failed, !options.isInteractive else { continue }
                isSound = false
                if !options.keepsGoing { return false }
            }
        }
        throw CancellationError()
    }

    private func nextLine() async throws -> LineInput {
        try await lines.next(prompt: "> ", stoppedBy: interrupts)
    }

    /// What became of a line.
    private enum LineOutcome {
        case done
        case failed
        case quit
    }

    private mutating func carryOut(_ line: String) async throws -> LineOutcome {
        let command: REPLCommand
        do {
            command = try REPLCommand(line: line)
        } catch {
            await lines.remember(line)
            try await complain(error.message, hint: error.hint)
            return .failed
        }
        if command != .nothing { await lines.remember(line) }
        switch command {
        case .nothing: return .done
        case .quit: return .quit
        case .help: try await say(REPLHelp.text)
        case .tools: try await say(tools)
        case .call(let name, let arguments): return try await call(name, arguments) ? .done : .failed
        case .approve(let name): return try await approve(name) ? .done : .failed
        case .chat(let text): return try await chat(text) ? .done : .failed
        }
        return .done
    }

    private var tools: String {
        if case .terminal = options.style { return ToolList.text(of: plugins.registry, isTerminal: true) }
        return ToolList.text(of: plugins.registry, isTerminal: false)
    }

    /// What the host itself says; for programs it is an event like others.
    func say(_ text: String) async throws {
        guard options.style == .json else {
            return try await output.write(output.isTerminal ? TerminalText.harmless(text) : text)
        }
        var renderer = EventRenderer(style: .json)
        try await show(renderer.render([.text(text)]))
    }

    // MARK: - Turns

    private mutating func chat(_ text: String) async throws -> Bool {
        let countBefore = conversation.messages.count
        conversation.ask(text)
        let request = TurnRequest(messages: conversation.messages, executes: true)
        var verdict = try await follow { [loop] mailbox in try await loop.run(request, into: mailbox) }
        if consent.takeRefusal() { verdict.fail() }
        if verdict.hasFailed, !verdict.wasStopped {
            conversation.takeBack(to: countBefore)
        } else {
            conversation.endTurn()
        }
        return !verdict.hasFailed
    }

    private mutating func call(_ name: String, _ arguments: JSONObject) async throws -> Bool {
        callCount += 1
        let id = "line_\(lineNumber)_\(callCount)"
        let keep = conversation
        let verdict = try await follow { [plugins, options] mailbox in
            defer { mailbox.finish() }
            do {
                let completed = try await plugins.call(name, arguments: arguments, id: id) { progress in
                    mailbox.offer(.progress(id: id, progress))
                }
                try await mailbox.send([Self.event(for: completed, id: id, style: options.style)])
            } catch let error as PluginError {
                try await mailbox.send([.failure(ChatFailure(error, callID: id))])
            }
        }
        // What a person runs by hand is not part of what the model was told.
        conversation = keep
        return !verdict.hasFailed && !verdict.hasFailedCall
    }

    /// What is shown of a call by hand: in a script the bare text, on stdout or as the line's complaint.
    private static func event(
        for completed: CompletedCall, id: String, style: EventRenderer.Style
    ) -> ChatEvent {
        let result = completed.result
        guard style == .plain else { return .result(id: id, result, duration: completed.duration) }
        guard result.isError else { return .text(result.text) }
        return .failure(ChatFailure(code: "tool_failed", message: result.text, callID: id))
    }

    /// Shows what a producer sends until it ends or Ctrl-C stops it.
    private mutating func follow(
        _ produce: @escaping @Sendable (EventMailbox) async throws -> Void
    ) async throws -> TurnVerdict {
        let mailbox = EventMailbox()
        var renderer = EventRenderer(style: options.style)
        var verdict = TurnVerdict()
        consent.onQuestion { mailbox.nudge() }
        // Owned here: it is awaited below, and Ctrl-C or the end of this task cancel it.
        let producer = Task { try await produce(mailbox) }
        try await withTaskCancellationHandler {
            try await interrupts.stopping(with: { producer.cancel() }) {
                do {
                    while let received = await mailbox.next() {
                        let batch = received.map(timed)
                        conversation.record(batch)
                        verdict.note(batch)
                        try await show(renderer.render(batch))
                        if let question = consent.takeQuestion(), try await !settle(question) {
                            producer.cancel()
                        }
                    }
                } catch {
                    producer.cancel()
                    mailbox.close()
                    throw error
                }
            }
        } onCancel: {
            producer.cancel()
        }
        do {
            try await producer.value
        } catch is CancellationError {
            verdict.wasStopped = true
        }
        try Task.checkCancellation()
        try await show(renderer.render(verdict.closingEvents))
        return verdict
    }

    /// Asks about a call.
    ///
    /// - Returns: false when the answer was to stop the turn.
    private func settle(_ question: CallConsent.Question) async throws -> Bool {
        let dialogue = ConsentDialogue(lines: lines, output: output, interrupts: interrupts)
        do {
            question.settle(.success(try await dialogue.decision(on: question, allow: consent.allow)))
            return true
        } catch {
            question.settle(.failure(CancellationError()))
            guard error is CancellationError else { throw error }
            return false
        }
    }

    /// The event with the time that the tool itself took.
    private func timed(_ event: ChatEvent) -> ChatEvent {
        guard case .result(let id, let result, _) = event, let duration = consent.takeDuration(ofCall: id)
        else {
            return event
        }
        return .result(id: id, result, duration: duration)
    }

    // MARK: - Showing

    private func show(_ pieces: [EventRenderer.Piece]) async throws {
        for piece in pieces {
            switch piece {
            case .output(let text): try await output.write(text)
            case .complaint(let text): try await complain(text, hint: nil)
            }
        }
    }

    func complain(_ message: String, hint: String?) async throws {
        let place = options.isInteractive ? "" : "toolhost: line \(lineNumber): "
        let text = "\(place)\(message)\n" + (hint.map { "hint: \($0)\n" } ?? "")
        try await complaints.write(TerminalText.harmless(text))
    }
}
