// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc
import Logging
import ToolModel

/// What a plugin is allowed, as decided before it starts.
struct TrustVerdict: Sendable, Hashable {
    /// What it asks for; the default where it does not say.
    var asked: PluginPermissions
    var granted: PluginPermissions
    /// The digest of the tools that it must register; nil when any will do.
    var toolsDigest: String?

    /// Runs a plugin with the default permissions, whatever it asks for.
    static let standard = TrustVerdict(asked: .standard, granted: .standard)

    /// Holds what the plugin registered against what was approved.
    ///
    /// - Throws: `PluginError.notApproved`.
    func check(_ tools: [CheckedTool], path: String) throws(PluginError) {
        guard let toolsDigest else { return }
        guard PluginApproval.digest(of: tools.map(\.definition)) == toolsDigest else {
            throw .notApproved(path: path, need: .toolsChanged)
        }
    }
}

extension TrustVerdict {
    /// Whether a running plugin may put these tools in the place of those before; tells the log when not.
    func takes(_ tools: [CheckedTool], path: String, logger: Logger) -> Bool {
        do throws(PluginError) {
            // What a person approved is not changed behind their back.
            try check(tools, path: path)
            return true
        } catch {
            logger.warning(
                "plugin tools not taken",
                metadata: ["code": "\(error.code)", "reason": "\(error.description)"])
            return false
        }
    }
}

/// Decides what plugins may do: the default for all, more for those that a person has approved.
struct PluginTrust: Sendable {
    let settings: PluginSettings

    /// What a plugin may do; reads its sidecar and, where that asks for more than the default, its file.
    ///
    /// - Throws: `PluginError.sidecarInvalid`, `.notApproved`, or `.notLoadable` when the file cannot be read.
    func verdict(on file: PluginFile) throws(PluginError) -> TrustVerdict {
        let path = file.path
        // They come with the host, which knows what they need.
        if isBundled(path) { return .standard }
        let asked = try asked(by: path)
        if asked.isWithin(.standard) { return TrustVerdict(asked: asked, granted: asked) }
        let hash = if let hash = file.contentHash { hash.description } else { try Self.hash(of: path) }
        switch Self.standing(of: hash, path: path, asking: asked, in: record) {
        case .needed(let need, _): throw .notApproved(path: path, need: need)
        case .approved(let approval):
            return TrustVerdict(asked: asked, granted: asked, toolsDigest: approval.toolsDigest)
        }
    }

    /// What holds for a plugin that runs inside the host: it may do whatever the host may, but when this version was
    /// approved, it may not offer other tools while it runs than were shown.
    func verdictInProcess(on file: PluginFile) -> TrustVerdict {
        var verdict = TrustVerdict.standard
        guard settings.trust != nil, !isBundled(file.path), let hash = file.contentHash?.description else {
            return verdict
        }
        verdict.toolsDigest = record.approvals.last { $0.hash == hash }?.toolsDigest
        return verdict
    }

    /// What the plugin's sidecar asks for; the default when there is none.
    func asked(by path: String) throws(PluginError) -> PluginPermissions {
        let sidecar = try PluginSidecar.read(beside: path, home: settings.trust?.home)
        return sidecar?.permissions ?? .standard
    }

    var file: ApprovalFile? { settings.trust.map { ApprovalFile(path: $0.approvals) } }

    var record: ApprovalFile.Contents { file?.read() ?? ApprovalFile.Contents() }

    /// Whether the file came with the host.
    func isBundled(_ path: String) -> Bool {
        settings.bundled.contains { place in
            // What is not there has no plugins.
            guard let found = try? FileSystem.absolute(place) else { return false }
            return path == found || path.hasPrefix(found + "/")
        }
    }

    /// The hash that approvals are kept by: with what the plugin brings along.
    static func hash(of path: String) throws(PluginError) -> String {
        let own = try ownHash(of: path)
        guard let hash = ContentHash(own) else { return own }
        return try PluginNeighbours(of: path, isBundled: true).version(of: hash).description
    }

    /// The hash of a plugin's own file; of a manifest, with that of the library that comes with it.
    static func ownHash(of path: String) throws(PluginError) -> String {
        let own = try digest(of: path)
        guard ManifestFile.isNamed(by: path), let library = PluginManifest.libraryPath(namedIn: path) else {
            return own
        }
        return TrustDigest.of(Array("\(own) \(try digest(of: library))".utf8))
    }

    private static func digest(of path: String) throws(PluginError) -> String {
        do throws(FileSystem.Failure) {
            guard let hash = TrustDigest.of(try FileSource(path: path)) else {
                throw FileSystem.Failure.incomplete
            }
            return hash
        } catch {
            throw .notLoadable(path: path, reason: error.reason)
        }
    }

    /// Whether one version of a plugin has what it asks for.
    enum Standing: Sendable, Hashable {
        case approved(PluginApproval)
        /// With the last approval of an earlier version.
        case needed(ApprovalNeed, last: PluginApproval?)
    }

    static func standing(
        of hash: String, path: String, asking asked: PluginPermissions, in record: ApprovalFile.Contents
    ) -> Standing {
        if let approval = record.approvals.last(where: { $0.hash == hash }) {
            return asked.isWithin(approval.permissions)
                ? .approved(approval) : .needed(.permissionsChanged, last: approval)
        }
        if let damage = record.damage { return .needed(.recordDamaged(reason: damage), last: nil) }
        let last = record.approvals.last { $0.path == path }
        return .needed(last == nil ? .never : .fileChanged, last: last)
    }
}

extension FileSystem.Failure {
    /// A file became shorter while it was read.
    fileprivate static let incomplete = FileSystem.Failure(number: EIO)
}
