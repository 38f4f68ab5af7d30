// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Logging
import Synchronization

/// Keeps a process at hand for one plugin: starts it when a call comes, ends it when none has come for long, starts
/// it again after a crash, and gives up when it crashes over and over.
final class PluginWorker: Sendable {
    /// What a new process must register to stand in for the one before.
    struct Expected: Sendable {
        let identity: PluginIdentity
        let tools: [ToolReport]
    }

    /// What a process said when it started.
    typealias Start = (session: WorkerSession, identity: PluginIdentity, message: ReadyMessage)

    /// Told of each list of tools that takes the place of the one before, unchecked.
    typealias NewTools = @Sendable (_ plugin: String, _ generation: Int, ReadyMessage) -> Void
    /// Who the plugin is, what it registered, and what holds for its process.
    typealias Registered = (
        identity: PluginIdentity, message: ReadyMessage, enforcement: ConfinementEnforcement?
    )

    struct State {
        /// The process that takes calls.
        var session: WorkerSession?
        /// The processes that are there, this one and those that end.
        var sessions: [WorkerSession] = []
        var expected: Expected?
        /// Who waits for the process that is starting; nil when none is.
        var waiting: [Settlement<Result<WorkerSession, PluginError>>]?
        /// The process that has replaced its tools, kept so that no other is taken for it; nil while the tools are
        /// those of its start.
        var listed: WorkerSession?
        /// How many lists of tools there have been.
        var lists = 0
        /// How many calls hold the process.
        var leases = 0
        var isClosed = false
        /// Who wait for the last process to end.
        var ended: [Settlement<Void>] = []
    }

    enum Wait: Hashable {
        case start(ObjectIdentifier)
        case idle
        case stop(ObjectIdentifier)
        case overrun(UInt64)
    }

    let file: PluginFile
    let settings: PluginSettings
    let worker: WorkerSettings
    let grant: PluginGrant
    /// Who the plugin is, where its file says so.
    let told: PluginIdentity?
    let logger: Logger
    private let onTools: NewTools
    let store: PluginStore
    private let crashes: CrashLedger
    let starts: StartingSessions
    let state = Mutex(State())
    let deadlines = DeadlineQueue<Wait>()

    init(
        file: PluginFile, settings: PluginSettings, worker: WorkerSettings, grant: PluginGrant,
        told: PluginIdentity?, store: PluginStore, crashes: CrashLedger, starts: StartingSessions,
        logger: Logger,
        onTools: @escaping NewTools
    ) {
        self.file = file
        self.settings = settings
        self.worker = worker
        self.grant = grant
        self.told = told
        self.store = store
        self.crashes = crashes
        self.starts = starts
        self.logger = logger
        self.onTools = onTools
    }

    // MARK: - Starting

    /// Starts the first process and has the plugin register.
    ///
    /// - Parameter check: Looks at the identity before `init` runs.
    /// - Returns: Who the plugin is, and what it registered.
    /// - Throws: What `check` throws, or why the plugin did not start.
    func register(
        _ check: (PluginIdentity) throws(PluginError) -> Void
    ) async throws(PluginError) -> Registered {
        let start = try await start(check)
        state.withLock { state in
            state.expected = Expected(identity: start.identity, tools: start.message.tools)
            // It may have ended since.
            if state.sessions.contains(where: { $0 === start.session }) { state.session = start.session }
        }
        rest()
        return (start.identity, start.message, start.session.enforcement)
    }

    // MARK: - Lists of tools

    /// The number of a list that a process has sent.
    func nextList(of session: WorkerSession) -> Int {
        state.withLock { state in
            state.listed = session
            state.lists += 1
            return state.lists
        }
    }

    /// The number of the list that a new process has registered; nil when nothing needs to be said.
    func nextList(unlessListedBy session: WorkerSession) -> Int? {
        state.withLock { state in
            guard let listed = state.listed, listed !== session else { return nil }
            state.listed = nil
            state.lists += 1
            return state.lists
        }
    }

    func tellTools(_ generation: Int, _ message: ReadyMessage) {
        onTools(state.withLock { $0.expected?.identity.name } ?? file.stem, generation, message)
    }

    // MARK: - Calls

    /// Runs `body` with the process, which may have to be started; `giveBack` must follow.
    func lend(
        for tool: String, _ body: @escaping @Sendable (Result<WorkerSession, PluginError>) -> Void
    ) {
        if let session = state.withLock({ state in
            state.leases += 1
            return state.session
        }) {
            return body(.success(session))
        }
        // Ends with the start of a process, which has a limit.
        Task {
            do throws(PluginError) {
                body(.success(try await session(for: tool)))
            } catch {
                body(.failure(error))
            }
        }
    }

    /// A call that `lend` was asked for is over.
    func giveBack() {
        let isLast = state.withLock { state in
            state.leases -= 1
            return state.leases == 0
        }
        if isLast { rest() }
    }

    /// A call is past its deadline: its process is ended when it does not come back within the grace.
    func overrun(_ number: UInt64, of tool: String, in session: WorkerSession) {
        session.cancel(number)
        deadlines.set(.overrun(number), after: settings.limits.cancelGrace) {
            session.kill(.overrun(tool: tool), forCall: number)
        }
    }

    /// A call that may be past its deadline has come back.
    func cameBack(_ number: UInt64) {
        deadlines.remove(.overrun(number))
    }

    /// A process that is ready, which may have to be started.
    private func session(for tool: String) async throws(PluginError) -> WorkerSession {
        let settlement = Settlement<Result<WorkerSession, PluginError>>()
        let (found, isFirst) = try state.withLock { state throws(PluginError) in
            if state.isClosed { throw PluginError.shuttingDown }
            if let session = state.session { return (Optional(session), false) }
            if state.waiting != nil {
                state.waiting?.append(settlement)
                return (nil, false)
            }
            if let hash = file.contentHash, let (quarantine, _) = crashes.quarantine(of: hash) {
                throw .toolUnavailable(
                    tool: tool,
                    reason:
                        "it is left alone until \(quarantine.until), since its plugin's process \(quarantine.reason)"
                )
            }
            state.waiting = [settlement]
            return (nil, true)
        }
        if let found { return found }
        if isFirst { await restart() }
        do throws(PluginError) {
            return try await settlement.value().get()
        } catch {
            // The reason names files of this machine: it is in the log.
            throw .toolUnavailable(tool: tool, reason: "its plugin's process could not be started again")
        }
    }

    private func restart() async {
        let expected = state.withLock { $0.expected }
        var result: Result<WorkerSession, PluginError>
        do throws(PluginError) {
            let start = try await start { _ in }
            result = .success(start.session)
            if expected?.identity != start.identity || expected?.tools != start.message.tools {
                start.session.kill(.notNeeded)
                result = .failure(
                    .startFailed(path: file.path, reason: Self.isAnother))
            }
        } catch {
            result = .failure(error)
        }
        if case .success(let session) = result, let expected {
            restoreTools(expected.tools, unlessListedBy: session)
        }
        if case .failure(let error) = result {
            logger.warning(
                "plugin did not start again",
                metadata: ["code": "\(error.code)", "reason": "\(error.description)"])
        }
        let waiting = state.withLock { state in
            defer { state.waiting = nil }
            if case .success(let session) = result, !state.isClosed,
                state.sessions.contains(where: { $0 === session })
            {
                state.session = session
            }
            return state.waiting ?? []
        }
        for settlement in waiting { settlement.settle(result) }
    }

    // MARK: - Ending

    /// Ends the process when no call has come for long.
    private func rest() {
        deadlines.set(.idle, after: settings.limits.workerIdle) { [weak self] in
            guard let self else { return }
            let session = state.withLock { $0.leases == 0 ? $0.session.take() : nil }
            if let session { stop(session) }
        }
    }

    /// Asks a process to end, and ends it when it does not.
    private func stop(_ session: WorkerSession) {
        session.stop()
        deadlines.set(.stop(ObjectIdentifier(session)), after: settings.limits.shutdownGrace) {
            session.kill(.notNeeded)
        }
    }

    /// Ends all processes; they are gone when this returns.
    func close() async {
        let ended = Settlement<Void>()
        let (sessions, current) = state.withLock { state in
            state.isClosed = true
            if !state.sessions.isEmpty { state.ended.append(ended) }
            return (state.sessions, state.session.take())
        }
        deadlines.remove(.idle)
        for session in sessions where session !== current { session.kill(.notNeeded) }
        if let current { stop(current) }
        if !sessions.isEmpty { await ended.value() }
    }

    func sessionEnded(_ session: WorkerSession, _ end: WorkerEnd?) {
        let ended = state.withLock { state -> [Settlement<Void>] in
            state.sessions.removeAll { $0 === session }
            if state.session === session { state.session = nil }
            guard state.sessions.isEmpty else { return [] }
            defer { state.ended = [] }
            return state.ended
        }
        deadlines.remove(.stop(ObjectIdentifier(session)))
        if let end { tell(of: end) }
        for settlement in ended { settlement.settle(()) }
    }

    /// Tells the operator how a process ended, and the ledger when that speaks against the plugin.
    private func tell(of end: WorkerEnd) {
        var metadata = end.metadata
        metadata["plugin.path"] = "\(file.path)"
        if let name = state.withLock({ $0.expected?.identity.name }) { metadata["plugin.name"] = "\(name)" }
        if let hash = file.contentHash { metadata["plugin.hash"] = "\(hash)" }
        logger.log(level: end.logLevel, "plugin process ended", metadata: metadata)
        guard end.isFault, let hash = file.contentHash, let time = crashes.note(end, of: hash) else { return }
        metadata["duration"] = "\(time.formattedForPeople)"
        logger.error("plugin quarantined, it crashed too often", metadata: metadata)
    }
}
