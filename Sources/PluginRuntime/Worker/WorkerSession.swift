// SPDX-License-Identifier: Apache-2.0

import JSON
import Logging
import Synchronization
import ToolModel

/// What is done to a process.
struct WorkerLink: Sendable {
    /// False when too much waits already, or the process has ended.
    let send: @Sendable (Frame) -> Bool
    let kill: @Sendable (WorkerEnd.Cause) -> Void
    /// Looks for an answer that may come at once, until the closure says that it is there.
    let look: @Sendable (_ isAnswered: () -> Bool) -> Void
}

/// The life of one worker process: load, begin, calls, end.
///
/// What the process sends is held against where it stands; a frame out of turn ends it.
final class WorkerSession: Sendable {
    /// A call that the process runs.
    struct Call: Sendable {
        let tool: String
        let onProgress: (@Sendable (ToolProgress) -> Void)?
        let done: @Sendable (Result<BackendReply, any Error>) -> Void
    }

    private struct State {
        /// The plugin's name; the file's until it has told its own.
        var plugin: String
        var phase = Phase.confining
        /// What holds for the process.
        var enforcement: ConfinementEnforcement?
        var process: WorkerLink?
        var calls: [UInt64: Call] = [:]
        /// How many reports of progress pass, whatever the process says.
        var progressRate: RateLimit
        /// Calls whose callers have left, whose answers may be "I was cancelled".
        var cancelled: Set<UInt64> = []
        var end: WorkerEnd?
        var lastLines = LastLines()
        /// It was asked to end.
        var isStopping = false
        /// Why the host ends it; what it says from then on is not heard.
        var killed: WorkerEnd.Cause?
        /// Who waits for its end.
        var afterEnd: [@Sendable () -> Void] = []
    }

    /// What became of a call that was to be handed over.
    enum Handover: Hashable {
        case taken
        /// The process is gone or about to be, and has not seen the call.
        case ended
        /// Too much waits to be sent to it.
        case full
    }

    private enum Phase {
        case confining
        case loading
        case loaded
        case beginning
        case ready
    }

    /// Writes what the process prints or logs, under the plugin's name.
    typealias Log = @Sendable (_ plugin: String, PluginLogRecord) -> Void

    private let path: String
    private let limits: PluginLimits
    private let log: Log
    /// Told of each list of tools that takes the place of the one before, unchecked.
    private let onTools: @Sendable (WorkerSession, ReadyMessage) -> Void
    private let logRate: Mutex<RateLimit>
    private let state: Mutex<State>
    private let loaded = Settlement<Result<PluginIdentity, PluginError>>()
    private let ready = Settlement<Result<ReadyMessage, PluginError>>()
    /// Told once, when the process is gone.
    private let onEnd: @Sendable (WorkerSession, WorkerEnd) -> Void

    init(
        path: String, limits: PluginLimits, log: @escaping Log,
        onTools: @escaping @Sendable (WorkerSession, ReadyMessage) -> Void,
        onEnd: @escaping @Sendable (WorkerSession, WorkerEnd) -> Void
    ) {
        self.path = path
        self.limits = limits
        self.log = log
        self.onTools = onTools
        self.onEnd = onEnd
        // Twice what the process lets pass by itself: a call's last report always does.
        let progressPerSecond = 2 * CallRecord.progressPerSecond * limits.runningCalls
        state = Mutex(
            State(
                plugin: PluginFile.stem(of: path),
                progressRate: RateLimit(perSecond: progressPerSecond, now: .now)))
        logRate = Mutex(RateLimit(perSecond: limits.logRecordsPerSecond, now: .now))
    }

    // MARK: - Starting

    /// What the process has put in place; nil until it has told.
    var enforcement: ConfinementEnforcement? { state.withLock { $0.enforcement } }

    /// Starts a process, and has it confine itself and load the library.
    ///
    /// - Returns: Who the plugin says it is.
    func load(
        _ file: PluginFile, in worker: WorkerSettings, as confinement: WorkerConfinement
    ) async throws(PluginError) -> PluginIdentity {
        let process = try await WorkerProcess.start(
            worker.executable, environment: worker.environment, payloadLimit: limits.frameBytes,
            // One for what ends its programs with it.
            threadLimit: confinement.limits.threads + limits.runningCalls
                + (confinement.programs.isEmpty ? 0 : 1)
        ) { [self] in receive($0) }
        attach(
            WorkerLink(
                send: { process.send($0) }, kill: { process.kill($0) },
                look: { process.look(until: $0) }))
        var confinement = confinement
        confinement.readable += file.neighbours.libraries.map(\.path)
        let message = LoadMessage(
            path: file.loadPath, fileSize: file.entry.size, limits: WorkerLimits(limits),
            confinement: confinement)
        _ = process.send(Frame(kind: .load, payload: message.payload))
        return try await loaded.value().get()
    }

    /// From now on frames go to this process.
    func attach(_ process: WorkerLink) {
        let killed = state.withLock { state in
            if state.end == nil { state.process = process }
            return state.killed
        }
        if let killed { process.kill(killed) }
    }

    /// Runs the plugin's `init`.
    ///
    /// - Returns: What it registered, unchecked.
    func begin(folders: PluginFolders, values: [String: String]) async throws(PluginError) -> ReadyMessage {
        order(BeginMessage(folders: folders, values: values))
        return try await ready.value().get()
    }

    /// Tells the process to begin.
    func order(_ message: BeginMessage) {
        let process = state.withLock { state in
            state.phase = .beginning
            return state.process
        }
        _ = process?.send(Frame(kind: .begin, payload: message.payload))
    }

    // MARK: - Calls

    /// Hands a call to the process.
    func start(_ number: UInt64, _ payload: [UInt8], _ call: Call) -> Handover {
        let (process, isOnly) = state.withLock { state -> (WorkerLink?, Bool) in
            guard state.killed == nil, state.phase == .ready else { return (nil, false) }
            if state.process != nil { state.calls[number] = call }
            return (state.process, state.calls.count == 1)
        }
        guard let process else { return .ended }
        // Not under the lock: a long payload is copied on the way. Whoever cancels meanwhile may be heard first.
        if process.send(Frame(kind: .call, number: number, payload: payload)) {
            if isOnly { process.look { state.withLock { $0.calls[number] == nil } } }
            return .taken
        }
        // The process may have ended meanwhile, and the call been answered with that.
        return state.withLock { $0.calls.removeValue(forKey: number) } == nil ? .taken : .full
    }

    /// Runs `body` when the process is gone, and those who started it know.
    func afterEnd(_ body: @escaping @Sendable () -> Void) {
        let hasEnded = state.withLock { state in
            if state.end == nil { state.afterEnd.append(body) }
            return state.end != nil
        }
        if hasEnded { body() }
    }

    /// Tells the tool that nobody waits any more.
    func cancel(_ number: UInt64) {
        let process = state.withLock { state -> WorkerLink? in
            guard state.calls[number] != nil, state.cancelled.insert(number).inserted else { return nil }
            return state.process
        }
        _ = process?.send(Frame(kind: .cancel, number: number))
    }

    /// Ends the process by force; with a number, only when it still runs that call.
    func kill(_ cause: WorkerEnd.Cause, forCall number: UInt64? = nil) {
        let process = state.withLock { state -> WorkerLink? in
            if let number, state.calls[number] == nil { return nil }
            state.killed = state.killed ?? cause
            return state.process
        }
        process?.kill(cause)
    }

    /// Asks the process to end the plugin and itself.
    func stop() {
        let process = state.withLock { state in
            state.isStopping = true
            return state.process
        }
        _ = process?.send(Frame(kind: .stop))
    }

    // MARK: - What comes in

    /// Takes what comes from the process, on its reading thread.
    func receive(_ event: WorkerProcess.Event) {
        switch event {
        case .output(let line):
            state.withLock { $0.lastLines.append(line) }
            write(PluginLogRecord(level: .info, message: line, heldBack: 0))
        case .ended(let end): finish(end)
        case .frame(let frame):
            guard state.withLock({ $0.killed == nil }) else { return }
            do throws(PayloadReader.Fault) {
                try receive(frame)
            } catch {
                kill(.protocolBroken("it sent a frame of the kind \(frame.kind) that makes no sense"))
            }
        }
    }

    /// The process keeps to its rate, unless the plugin has taken it over.
    private func write(_ record: PluginLogRecord) {
        let (isAdmitted, heldBack) = logRate.withLock { $0.admit(at: .now) }
        guard isAdmitted else { return }
        log(
            state.withLock(\.plugin),
            PluginLogRecord(
                level: record.level, message: record.message,
                heldBack: record.heldBack.addingReportingOverflow(heldBack).partialValue))
    }

    private func receive(_ frame: Frame) throws(PayloadReader.Fault) {
        let phase = state.withLock { $0.phase }
        switch (frame.kind, phase) {
        case (.confined, .confining):
            let enforcement = try ConfinementEnforcement(frame.payload)
            state.withLock { state in
                state.phase = .loading
                state.enforcement = enforcement
            }
        case (.loaded, .loading):
            let identity = try PluginIdentity(frame.payload)
            if let fault = identity.fault {
                loaded.settle(.failure(.invalidDescriptor(path: path, reason: fault)))
                return
            }
            state.withLock { state in
                state.phase = .loaded
                state.plugin = identity.name
            }
            loaded.settle(.success(identity))
        case (.ready, .beginning):
            let message = try ReadyMessage(frame.payload, toolLimit: limits.toolsPerPlugin)
            state.withLock { $0.phase = .ready }
            ready.settle(.success(message))
        case (.refused, .confining), (.refused, .loading), (.refused, .beginning):
            let error = try PluginRefusal.error(frame.payload, path: path)
            loaded.settle(.failure(error))
            ready.settle(.failure(error))
        case (.reply, .ready):
            try reply(frame)
        case (.progress, .ready):
            let progress = try ToolProgress(payload: frame.payload)
            let call = state.withLock { state in
                state.progressRate.admit(at: .now).isAdmitted ? state.calls[frame.number] : nil
            }
            // It may have been answered meanwhile.
            call?.onProgress?(progress)
        case (.tools, .ready):
            onTools(self, try ReadyMessage(frame.payload, toolLimit: limits.toolsPerPlugin))
        case (.log, _):
            write(try PluginLogRecord(payload: frame.payload, limits: limits))
        default:
            throw PayloadReader.Fault()
        }
    }

    private func reply(_ frame: Frame) throws(PayloadReader.Fault) {
        guard state.withLock({ $0.calls[frame.number] != nil }) else { throw PayloadReader.Fault() }
        let message: ReplyMessage
        do throws(PayloadReader.Fault) {
            message = try ReplyMessage(frame.payload, limits: limits)
        } catch {
            // Its caller is answered at the end, like all others.
            return kill(.protocolBroken("its reply cannot be read"))
        }
        let (call, wasCancelled, plugin) = state.withLock { state in
            (
                state.calls.removeValue(forKey: frame.number),
                state.cancelled.remove(frame.number) != nil, state.plugin
            )
        }
        guard let call else { return }
        call.done(message.result(tool: call.tool, plugin: plugin, wasCancelled: wasCancelled))
    }

    private func finish(_ found: WorkerEnd) {
        let (calls, end, plugin, waiting) = state.withLock { state in
            let killed = found.killed ?? (state.isStopping ? .notNeeded : nil)
            let end = WorkerEnd(
                signal: found.signal, status: found.status, killed: killed, lastLines: state.lastLines)
            state.end = end
            state.process = nil
            defer { (state.calls, state.afterEnd) = ([:], []) }
            return (state.calls, end, state.plugin, state.afterEnd)
        }
        let error = startError(end)
        loaded.settle(.failure(error))
        ready.settle(.failure(error))
        // First the word that it is gone, then the callers, who may call again at once.
        onEnd(self, end)
        for call in calls.values {
            call.done(.failure(end.error(tool: call.tool, plugin: plugin)))
        }
        for body in waiting { body() }
    }

    private func startError(_ end: WorkerEnd) -> PluginError {
        switch end.killed {
        case .slowStart?: .loadTimedOut(path: path, limit: limits.loadTime)
        case .protocolBroken(let reason)?: .startFailed(path: path, reason: reason)
        case .overrun?, .notNeeded?: .startFailed(path: path, reason: "the host ended its process")
        case nil: .startFailed(path: path, reason: "it did not survive it: \(end.reason)")
        }
    }
}
