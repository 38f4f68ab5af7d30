// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// How the process of a plugin comes into being, with the folders that the plugin may write.
///
/// They are named after the plugin's id, and must be granted before the plugin is in the process.
extension PluginWorker {
    private enum Attempt {
        case started(Start)
        /// The process is not to go on: it has another id, or folders that its process may not write.
        case ended(id: String)
    }

    func start(
        _ check: (PluginIdentity) throws(PluginError) -> Void
    ) async throws(PluginError) -> Start {
        try await store.restore(file)
        if let before = state.withLock({ $0.expected?.identity.id }) {
            guard case .started(let start) = try await start(as: before, check) else {
                throw .startFailed(path: file.path, reason: Self.isAnother)
            }
            return start
        }
        if let start = try await startAsKnown(check) { return start }
        if let told { try check(told) }
        guard let id = grant.id ?? told?.id else { return try await startAsStranger(check) }
        return try await start(asTold: id, check)
    }

    /// Starts it as the plugin that its version was the last time; nil when nobody knows, or it is not so.
    private func startAsKnown(
        _ check: (PluginIdentity) throws(PluginError) -> Void
    ) async throws(PluginError) -> Start? {
        guard grant.id == nil, told == nil, let version = file.contentHash,
            let known = await store.identity(of: version)
        else { return nil }
        if (try? check(known)) != nil, case .started(let start) = try await start(as: known.id, check) {
            return start
        }
        // What was remembered of it is wrong, or keeps it from starting: it is asked again.
        await store.forgetIdentity(of: version)
        return nil
    }

    /// Starts it with folders that get its name when it has told who it is; where an earlier version has left some, it is
    /// started again with those.
    private func startAsStranger(
        _ check: (PluginIdentity) throws(PluginError) -> Void
    ) async throws(PluginError) -> Start {
        let unclaimed = try await store.onThread { [settings] _ in
            Result { () throws(PluginError) in try UnclaimedFolders(settings) }
        }.get()
        let lines = HeldLines(limit: settings.limits.logRecordsPerSecond, log: log)
        let session = newSession { lines.take($0, $1) }
        let attempt: Attempt
        do throws(PluginError) {
            attempt = try await start(session, in: unclaimed.folders) { identity async throws(PluginError) in
                try check(identity)
                if let version = file.contentHash { await store.remember(identity, of: version) }
                let folders = await store.onThread { _ in unclaimed.claim(for: identity.id) }
                if folders != nil { lines.release() }
                return folders
            }
        } catch {
            lines.release()
            if case .workerUnavailable = error {
                await store.onThread { _ in unclaimed.remove() }
            } else {
                session.afterEnd { unclaimed.remove() }
            }
            throw error
        }
        switch attempt {
        case .started(let start): return start
        case .ended(let id):
            // It may write to what it was given for as long as it is there.
            let removed = Settlement<Void>()
            session.afterEnd {
                unclaimed.remove()
                removed.settle(())
            }
            await removed.value()
            // What it has printed so far it prints again.
            return try await start(asTold: id, check)
        }
    }

    /// Starts it with the folders of the plugin that it has to be.
    private func start(
        asTold id: String, _ check: (PluginIdentity) throws(PluginError) -> Void
    ) async throws(PluginError) -> Start {
        switch try await start(as: id, check) {
        case .started(let start): return start
        case .ended(let found):
            throw .invalidDescriptor(path: file.path, reason: "its id is \(found), and should be \(id)")
        }
    }

    /// Starts it with the folders of a plugin of that id.
    private func start(
        as id: String, _ check: (PluginIdentity) throws(PluginError) -> Void
    ) async throws(PluginError) -> Attempt {
        let folders = try PluginFolders(named: id, settings: settings)
        return try await start(newSession(log), in: folders) { identity throws(PluginError) in
            try check(identity)
            return identity.id == id ? folders : nil
        }
    }

    /// Starts a process that may write those folders; once the plugin has told who it is, `ownFolders` says what they are called
    /// from now on, and nil ends the process.
    private func start(
        _ session: WorkerSession, in folders: PluginFolders,
        _ ownFolders: (PluginIdentity) async throws(PluginError) -> PluginFolders?
    ) async throws(PluginError) -> Attempt {
        let wait = Wait.start(ObjectIdentifier(session))
        deadlines.set(wait, after: settings.limits.loadTime) { session.kill(.slowStart) }
        starts.add(session)
        defer {
            deadlines.remove(wait)
            starts.remove(session)
        }
        do throws(PluginError) {
            let identity = try await session.load(
                file, in: worker.granting(grant.granted.environment),
                as: WorkerConfinement(grant.granted, folders: folders, demand: worker.demand))
            guard let own = try await ownFolders(identity) else {
                session.kill(.notNeeded)
                return .ended(id: identity.id)
            }
            let message = try await session.begin(folders: own, values: settings.values(of: identity))
            return .started((session, identity, message))
        } catch {
            session.kill(.notNeeded)
            if case .workerUnavailable = error { sessionEnded(session, nil) }
            throw error.naming(file)
        }
    }

    static let isAnother = "it does not register what it did before"

    private var log: WorkerSession.Log {
        { [logger] plugin, record in logger.pluginLogWriter(plugin: plugin)(record) }
    }

    private func newSession(_ log: @escaping WorkerSession.Log) -> WorkerSession {
        let session = WorkerSession(
            path: file.path, limits: settings.limits, log: log,
            onTools: { [weak self] session, message in self?.toolsReplaced(message, by: session) },
            onEnd: { [weak self] session, end in self?.sessionEnded(session, end) })
        state.withLock { $0.sessions.append(session) }
        return session
    }
}
