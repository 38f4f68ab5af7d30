// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc
import Logging
import NIOPosix
import Synchronization

extension PluginHost {
    /// Looks closely at one plugin, whether it is used or not.
    ///
    /// Its tools are known only when its code runs: it is started in a process of its own, with what it was granted or
    /// else with the default permissions, and ended again. A plugin of this process is not started again.
    ///
    /// - Parameter name: A plugin's name or id, its file's name without `lib` and `.so`, or the path of a file.
    /// - Returns: Also what speaks against it.
    /// - Throws: `PluginError.unknownPlugin`, `.ambiguousPlugin`, or `.notLoadable` when the file cannot be read.
    public func examine(_ name: String) async throws(PluginError) -> PluginExamination {
        let file = try await file(of: name)
        let trust = PluginTrust(settings: settings)
        let found = try await Self.onThread { () throws(PluginError) in
            try PluginLook(at: file, trust: trust)
        }
        return await PluginExamination(found, run: run(file, found))
    }

    /// Lets a plugin do what it asks for: this version of its file, with these tools.
    ///
    /// A host that runs takes it at its next `load()`.
    ///
    /// - Parameter examination: What the person saw.
    /// - Returns: Where a damaged record of approvals was put, if it was damaged.
    /// - Throws: `PluginError.approvalsUnusable`, or why the plugin cannot be approved.
    @discardableResult
    public func approve(_ examination: PluginExamination) async throws(PluginError) -> String? {
        if let refusal = examination.refusal { throw refusal }
        let file = try approvalFile(for: examination.path)
        let approval = PluginApproval(
            hash: examination.hash, path: examination.path, id: examination.id ?? "",
            name: examination.name, version: examination.version ?? "", date: FileSystem.date(after: .zero),
            permissions: examination.asked, tools: examination.tools)
        return try await Self.onThread { () throws(PluginError) in try file.add(approval) }
    }

    /// Takes back what was approved of a plugin, in all versions.
    ///
    /// A process that runs keeps what it has until it ends.
    ///
    /// - Parameter name: As for `examine`; a plugin whose file is gone is known by its name, id or path.
    /// - Returns: What was taken back, oldest first; none when nothing was approved.
    /// - Throws: `PluginError.approvalsUnusable`, or `.ambiguousPlugin`.
    public func revoke(_ name: String) async throws(PluginError) -> [PluginApproval] {
        var path: String?
        do throws(PluginError) {
            path = try await self.file(of: name).path
        } catch .unknownPlugin {
            path = nil
        }
        let file = try approvalFile(for: path ?? name)
        return try await Self.onThread { [path] () throws(PluginError) in
            func isMeant(_ approval: PluginApproval) -> Bool {
                [approval.name, approval.id, approval.path].contains(name)
                    || path.map { $0 == approval.path } == true
            }
            let ids = Set(file.read().approvals.filter(isMeant).map(\.id))
            guard !ids.isEmpty else { return [] }
            var revoked: [PluginApproval] = []
            _ = try file.update { approvals in
                revoked = approvals.filter { isMeant($0) || ids.contains($0.id) }
                approvals.removeAll { revoked.contains($0) }
            }
            return revoked
        }
    }

    private func approvalFile(for path: String) throws(PluginError) -> ApprovalFile {
        guard let file = PluginTrust(settings: settings).file else {
            throw .approvalsUnusable(path: path, reason: "the settings name no file for them")
        }
        return file
    }

    // MARK: - Finding

    /// The file that a name or a path means.
    private func file(of name: String) async throws(PluginError) -> PluginFile {
        if name.contains("/") || name.hasSuffix(".so") {
            return try await Self.onThread { () throws(PluginError) in try PluginFile(found: name) }
        }
        let settings = settings
        let scanner = try await Self.onThread { () throws(PluginError) in
            var scanner = PluginScanner(settings: settings)
            scanner.scan()
            return scanner
        }
        let known = registry.plugins.filter { $0.name == name || $0.id == name }.map(\.path)
        let paths = scanner.files.filter { $0.stem == name || known.contains($0.path) }
        guard paths.count < 2 else { throw .ambiguousPlugin(name: name, paths: paths.map(\.path)) }
        if let file = paths.first { return file }
        let names = scanner.files.map(\.stem) + registry.plugins.map(\.name)
        throw .unknownPlugin(name: name, nearest: NearestNames.of(name, among: Set(names).sorted()))
    }

    // MARK: - Running

    /// What the plugin says of itself; nil when it must not run.
    private func run(_ file: PluginFile, _ found: PluginLook) async -> PluginLoader.Outcome? {
        guard found.refusal == nil else { return nil }
        if let entry = entry(of: file), found.isolation == .inProcess { return entry }
        guard found.isolation == .worker else { return nil }
        // Only what it registers is asked for.
        let loader = PluginLoader(
            settings: settings, logger: logger, threads: CallThreads(limits: settings.limits)
        ) { _ in }
        let verdict = TrustVerdict(asked: found.asked, granted: found.granted ?? .standard)
        let outcome = await loader.load(file, number: 0, owners: [:], verdict: verdict)
        if case .loaded(let plugin) = outcome, case .worker(let backend) = plugin.home {
            await backend.close(grace: settings.limits.shutdownGrace)
        }
        return outcome
    }

    /// What became of the file when it was loaded.
    private func entry(of file: PluginFile) -> PluginLoader.Outcome? {
        for entry in state.withLock(\.entries) {
            if let plugin = entry.current, plugin.file.path == file.path { return .loaded(plugin) }
            if let refused = entry.refused, refused.file?.path == file.path { return .refused(refused) }
        }
        return nil
    }

    /// Reading files may take long.
    private static func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws(PluginError) -> Value
    ) async throws(PluginError) -> Value {
        let settlement = Settlement<Result<Value, PluginError>>()
        NIOThreadPool.singleton.submit { _ in settlement.settle(Result(catching: body)) }
        return try await settlement.value().get()
    }
}

extension PluginFile {
    /// The file at a path that a person gave.
    fileprivate init(found path: String) throws(PluginError) {
        do throws(FileSystem.Failure) {
            let absolute = try FileSystem.absolute(path)
            self.init(path: absolute, entry: try FileSystem.entry(at: absolute))
        } catch {
            if error.isMissing { throw .unknownPlugin(name: path, nearest: []) }
            throw .notLoadable(path: path, reason: error.reason)
        }
        guard entry.kind == .file else {
            throw .notLoadable(path: path, reason: "it is no regular file")
        }
        neighbours = try PluginNeighbours(of: self.path, isBundled: true)
    }
}

extension FileSystem {
    /// The moment that is so far away, in full seconds, as `2026-11-21T00:42:25Z`.
    static func date(after duration: Duration) -> String {
        // Rounded up: what is said to be over by then is.
        var seconds = time(nil) + Int((duration / .seconds(1)).rounded(.up))
        var parts = unsafe tm()
        unsafe gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let count = unsafe strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
        let bytes = text.prefix(count).map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
