// SPDX-License-Identifier: Apache-2.0

public import Diagnostics
import JSONSchema

extension PluginError: UserFacingError {
    /// A stable name; the codes of calls are those of the HTTP interface.
    public var code: String {
        switch self {
        case .folderUnusable: "plugin_folder_unusable"
        case .unsafeFile: "plugin_unsafe"
        case .notLoadable: "plugin_not_loadable"
        case .noEntry: "plugin_no_entry"
        case .invalidDescriptor: "plugin_descriptor_invalid"
        case .abiMismatch: "plugin_abi_mismatch"
        case .duplicateID: "plugin_duplicate_id"
        case .startFailed: "plugin_start_failed"
        case .loadTimedOut: "plugin_load_timeout"
        case .workerUnavailable: "plugin_worker_unavailable"
        case .sidecarInvalid: "plugin_sidecar_invalid"
        case .notApproved: "plugin_not_approved"
        case .approvalsUnusable: "plugin_approvals_unusable"
        case .unknownPlugin: "unknown_plugin"
        case .ambiguousPlugin: "plugin_ambiguous"
        case .confinementFailed: "plugin_confinement_failed"
        case .notConfinable: "plugin_not_confinable"
        case .quarantined: "plugin_quarantined"
        case .tooManyPlugins: "plugin_too_many"
        case .unknownTool: "unknown_tool"
        case .invalidArguments, .uncheckedArguments: "invalid_arguments"
        case .toolTimeout: "tool_timeout"
        case .toolUnavailable: "tool_unavailable"
        case .pluginCrashed: "plugin_crashed"
        case .pluginProtocol: "plugin_protocol"
        case .invalidOutput: "invalid_output"
        case .shuttingDown: "shutting_down"
        }
    }

    /// What failed and on what, as one sentence.
    public var message: String {
        switch self {
        case .folderUnusable(let path, let reason): "The folder \(path) cannot be used: \(reason)."
        case .unsafeFile(let path, let reason, _): "\(path) is not used: \(reason)."
        case .notLoadable(let path, let reason, _): "The file \(path) cannot be loaded: \(reason)."
        case .noEntry(let path, let reason, _): "The library \(path) is no plugin: \(reason)."
        case .invalidDescriptor(let path, let reason):
            "The plugin \(path) has an invalid descriptor: \(reason)."
        case .abiMismatch(let path, let built, let minimum, let host):
            "The plugin \(path) was built for version \(built) of the plugin ABI and needs at least \(minimum); "
                + "this host has version \(host)."
        case .duplicateID(let path, let id, let other):
            "The plugin \(path) has the id \(id) of the plugin \(other), which was loaded before."
        case .startFailed(let path, let reason): "The plugin \(path) did not start: \(reason)."
        case .loadTimedOut(let path, let limit):
            "The plugin \(path) was not ready within \(limit.formattedForPeople)."
        case .workerUnavailable(let reason): "The program that runs plugins cannot be started: \(reason)."
        case .sidecarInvalid(let path, let reason, _): "The file \(path) cannot be used: \(reason)."
        case .notApproved(let path, let need): "The plugin \(path) waits for approval: \(need.reason)."
        case .approvalsUnusable(let path, let reason):
            "The approvals in \(path) cannot be changed: \(reason)."
        case .unknownPlugin(let name, _): "There is no plugin \"\(name.cleaned(toBytes: 256))\"."
        case .ambiguousPlugin(let name, let paths):
            "Several plugins are called \"\(name.cleaned(toBytes: 64))\": \(paths.joined(separator: ", "))."
        case .confinementFailed(let path, let stage, let reason):
            "The plugin \(path) was not loaded, since \(stage) failed: \(reason)."
        case .notConfinable(let path, let reason):
            "The plugin \(path) was not loaded: this kernel cannot confine it, since \(reason)."
        case .quarantined(let path, let quarantine):
            "The plugin \(path) is left alone until \(quarantine.until): its process \(quarantine.reason)."
        case .tooManyPlugins(let path, let limit):
            "The plugin \(path) was passed over: the host takes at most \(limit) plugins."
        case .unknownTool(let name, _): "There is no tool \"\(name.cleaned(toBytes: 64))\"."
        case .invalidArguments(let tool, let violations):
            Self.sentence("The arguments for \"\(tool)\" are not valid", violations.first?.message)
        case .uncheckedArguments(let tool, let reason):
            "The arguments for \"\(tool)\" cannot be checked: \(reason)"
        case .toolTimeout(let tool, let limit):
            "The tool \"\(tool)\" did not answer within \(limit.formattedForPeople)."
        case .toolUnavailable(let tool, let reason): "The tool \"\(tool)\" cannot take a call now: \(reason)."
        case .pluginCrashed(let tool, let plugin, let reason):
            "The plugin \(plugin) ended while it ran \"\(tool)\": \(reason)."
        case .pluginProtocol(let tool, let plugin, let reason):
            "The plugin \(plugin) broke the rules while it ran \"\(tool)\": \(reason)."
        case .invalidOutput(let tool, _, let reason): "The tool \"\(tool)\" gave no valid result: \(reason)."
        case .shuttingDown: "The host is ending and takes no more calls."
        }
    }

    /// What to do about it, where something can be done.
    public var hint: String? {
        switch self {
        case .sidecarInvalid(_, _, let hint):
            hint ?? "The documentation, \"Permissions and approval\", shows what may stand in it."
        case .notApproved(let path, _):
            "See what it would get, and decide: toolhost plugin approve \(path.quotedForShell)"
        case .unknownPlugin(_, let nearest) where nearest.isEmpty: "toolhost plugin list names them all."
        case .ambiguousPlugin: "Give the path of the file."
        case .unknownTool(_, let nearest), .unknownPlugin(_, let nearest):
            nearest.isEmpty
                ? nil : "Did you mean \(nearest.map { "\"\($0)\"" }.joined(separator: " or "))?"
        case .abiMismatch(_, _, let minimum, let host):
            PluginABI.isNewer(minimum, than: host)
                ? "Use a newer host, or build the plugin with this host's toolhost.h."
                : "Build the plugin again with this host's toolhost.h."
        case .notLoadable(_, _, let hint): hint
        case .noEntry(_, _, let hint):
            hint ?? "A plugin exports the function th_plugin_entry_v1; see toolhost.h."
        case .duplicateID: "Remove one of the two files."
        case .unsafeFile(_, _, let remedy): remedy
        case .quarantined: "Replace the file by a version that works, which is tried at once."
        case .toolTimeout: "Ask for less at a time, or raise TOOL_TIMEOUT."
        case .toolUnavailable: "Try again later."
        case .confinementFailed: "toolhost doctor tells what this kernel enforces."
        case .notConfinable:
            "Use a kernel with Landlock and seccomp, or set PLUGIN_ISOLATION=best-effort to do without."
        case .folderUnusable, .invalidDescriptor, .startFailed, .loadTimedOut,
            .workerUnavailable, .approvalsUnusable,
            .tooManyPlugins, .invalidArguments, .uncheckedArguments, .pluginCrashed, .pluginProtocol,
            .invalidOutput,
            .shuttingDown:
            nil
        }
    }

    /// One sentence of two parts; the second may be a question.
    private static func sentence(_ beginning: String, _ rest: String?) -> String {
        guard let rest else { return "\(beginning)." }
        return "\(beginning): \(rest)\(rest.hasSuffix("?") ? "" : ".")"
    }
}
