// SPDX-License-Identifier: Apache-2.0

public import ToolModel

/// All that can be told of one plugin's file, for a person who decides about it.
public struct PluginExamination: Sendable {
    /// Whether it may do what it asks for.
    public enum Approval: Sendable, Hashable {
        /// It asks for nothing beyond the default.
        case notNeeded
        /// It came with the host.
        case bundled
        /// The settings let it run inside the host, where it may do whatever the host may.
        case inProcess
        /// A person has approved this version.
        case approved(PluginApproval)
        /// It waits; `last` is what was approved of an earlier version.
        case needed(ApprovalNeed, last: PluginApproval?)
    }

    /// The file, without links.
    public let path: String
    /// The plugin's own name; the file's name while that is not known.
    public let name: String
    /// The plugin's own id, in reverse DNS.
    public let id: String?
    /// The plugin's own version.
    public let version: String?
    /// An SPDX expression.
    public let license: String?
    /// The version of the ABI it was built with.
    public let abi: String?
    /// The SHA-256 hash of the file, as 64 hexadecimal digits.
    public let hash: String
    /// Where its code runs.
    public let isolation: PluginIsolation
    /// What the file tells without running.
    public let inspection: PluginInspection
    /// What it asks for; the default where it does not say, or cannot be understood.
    public let asked: PluginPermissions
    /// What it has; nil when it is not used.
    public let granted: PluginPermissions?
    /// What a person should think of before granting what it asks for, a sentence each.
    public let cautions: [String]
    /// Whether it may do what it asks for.
    public let approval: Approval
    /// What approving it would mean.
    public let changes: ApprovalChanges
    /// What held for the process that told its tools, and by what; nil when it did not run.
    public let confinement: ConfinementReport?
    /// Its tools, as it registers them with the permissions that it has, or else with the default ones.
    public let tools: [ToolDefinition]
    /// Tools that are not offered, each with the reason.
    public let quarantined: [QuarantinedTool]
    /// Why it cannot be used at all, approved or not.
    public let refusal: PluginError?
    /// Why no approval that was given before counts; nil when the record is sound.
    public let recordDamage: String?

    /// Whether it can be approved now.
    public var isApprovable: Bool {
        if case .needed = approval { refusal == nil } else { false }
    }
}
