// SPDX-License-Identifier: Apache-2.0

import ToolModel

/// What a file and its surroundings tell, before anything of it runs.
struct PluginLook: Sendable {
    let file: PluginFile
    let hash: String
    let isolation: PluginIsolation
    let inspection: PluginInspection
    let asked: PluginPermissions
    /// Nil when it waits.
    let granted: PluginPermissions?
    let approval: PluginExamination.Approval
    let cautions: [String]
    let refusal: PluginError?
    let recordDamage: String?

    /// Looks at all there is.
    ///
    /// - Throws: `PluginError.notLoadable` when the file cannot be read.
    init(at file: PluginFile, trust: PluginTrust) throws(PluginError) {
        self.file = file
        let settings = trust.settings
        let isInProcess = settings.worker == nil || settings.inProcess.contains(file.stem)
        isolation = isInProcess ? .inProcess : .worker
        hash = try PluginTrust.hash(of: file.path)
        inspection = try PluginImage.inspection(
            of: file, for: isInProcess ? "/proc/self/exe" : settings.worker?.executable ?? "")
        var refusal = inspection.refusal.map { PluginError($0, path: file.path) }
        var asked = PluginPermissions.standard
        let (record, isBundled) = (trust.record, trust.isBundled(file.path))
        do throws(PluginError) {
            if isBundled {
                asked = settings.known[file.path]?.permissions ?? .standard
            } else if !isInProcess {
                asked = try trust.asked(by: file.path)
            }
        } catch {
            refusal = refusal ?? error
        }
        if isInProcess {
            approval = .inProcess
        } else if isBundled {
            approval = .bundled
        } else if asked.isWithin(.standard) {
            approval = .notNeeded
        } else {
            switch PluginTrust.standing(of: hash, path: file.path, asking: asked, in: record) {
            case .approved(let given): approval = .approved(given)
            case .needed(let need, let last): approval = .needed(need, last: last)
            }
        }
        if case .needed = approval { granted = nil } else { granted = asked }
        self.asked = asked
        cautions = asked.cautions(in: settings)
        self.refusal = refusal
        recordDamage = record.damage
    }
}

extension PluginExamination {
    /// Puts together what was seen, and what the plugin said when it ran.
    init(_ look: PluginLook, run outcome: PluginLoader.Outcome?) {
        var (identity, tools): (PluginIdentity?, [ToolDefinition]) = (nil, [])
        var quarantined: [QuarantinedTool] = []
        var refusal = look.refusal
        var confinement: ConfinementReport?
        switch outcome {
        case .loaded(let plugin):
            (identity, tools) = (plugin.identity, plugin.tools.map(\.definition))
            confinement = plugin.confinement
            quarantined = plugin.quarantined
        case .refused(let refused): refusal = refusal ?? refused.error
        case nil: break
        }
        var (approval, granted) = (look.approval, look.granted)
        if case .approved(let given) = approval, refusal == nil,
            given.toolsDigest != PluginApproval.digest(of: tools)
        {
            (approval, granted) = (.needed(.toolsChanged, last: given), nil)
        }
        self.init(
            path: look.file.path, name: identity?.name ?? look.file.stem, id: identity?.id,
            version: identity?.version, license: identity?.license,
            abi: identity.map { PluginABI.text($0.builtFor) }, hash: look.hash, isolation: look.isolation,
            inspection: look.inspection, asked: look.asked, granted: refusal == nil ? granted : nil,
            cautions: look.cautions, approval: approval,
            changes: approval.isAsked
                ? ApprovalChanges(since: approval.last, permissions: look.asked, tools: tools)
                : ApprovalChanges(settled: look.asked, tools: tools),
            confinement: confinement, tools: tools, quarantined: quarantined, refusal: refusal,
            recordDamage: look.recordDamage)
    }
}

extension PluginExamination.Approval {
    /// Whether a person decides about the plugin.
    var isAsked: Bool {
        switch self {
        case .approved, .needed: true
        case .notNeeded, .bundled, .inProcess: false
        }
    }

    /// What was approved last, of this version or an earlier one.
    var last: PluginApproval? {
        switch self {
        case .approved(let approval): approval
        case .needed(_, let last): last
        case .notNeeded, .bundled, .inProcess: nil
        }
    }
}
