// SPDX-License-Identifier: Apache-2.0

public import JSONSchema

/// Why a plugin cannot be used, or why a call has no result.
public enum PluginError: Error, Sendable, Hashable {
    // MARK: About a plugin

    /// The folder cannot be read or made.
    case folderUnusable(path: String, reason: String)
    /// Others than root and the user could change the file or folder, or it is a link that leads out of its folder.
    case unsafeFile(path: String, reason: String, remedy: String)
    /// The file is no shared library that this process can load.
    case notLoadable(path: String, reason: String, hint: String? = nil)
    /// The library has no usable entry function.
    case noEntry(path: String, reason: String, hint: String? = nil)
    /// What the entry function returned is no descriptor.
    case invalidDescriptor(path: String, reason: String)
    /// Plugin and host have no version of the ABI in common.
    case abiMismatch(path: String, built: String, minimum: String, host: String)
    /// Another plugin, loaded before, has the same id.
    case duplicateID(path: String, id: String, other: String)
    /// The plugin's start failed.
    case startFailed(path: String, reason: String)
    /// Loading and starting the plugin took longer than allowed.
    case loadTimedOut(path: String, limit: Duration)
    /// The program that runs plugins in processes of their own cannot be started.
    case workerUnavailable(reason: String)
    /// The file in which the plugin asks for permissions cannot be used.
    case sidecarInvalid(path: String, reason: String, hint: String?)
    /// The plugin asks for more than the default, and waits for a person's approval.
    case notApproved(path: String, need: ApprovalNeed)
    /// The approvals cannot be written.
    case approvalsUnusable(path: String, reason: String)
    /// No plugin has that name, and no file that path; `nearest` may have been meant.
    case unknownPlugin(name: String, nearest: [String])
    /// Several plugins have that name.
    case ambiguousPlugin(name: String, paths: [String])
    /// A step of confining the plugin's process failed; `stage` is the middle of a sentence.
    case confinementFailed(path: String, stage: String, reason: String)
    /// The kernel cannot confine the plugin's process, and the host insists on it.
    case notConfinable(path: String, reason: String)
    /// The processes of this version of the plugin ended too often by its own fault.
    case quarantined(path: String, PluginQuarantine)
    /// There are more plugins than the host takes.
    case tooManyPlugins(path: String, limit: Int)

    // MARK: About a call

    /// No tool has that name; `nearest` may have been meant.
    case unknownTool(name: String, nearest: [String])
    /// The arguments do not follow the tool's input schema.
    case invalidArguments(tool: String, violations: [SchemaViolation])
    /// The arguments could not be held against the schema within its limits.
    case uncheckedArguments(tool: String, reason: String)
    /// The tool did not answer in time.
    case toolTimeout(tool: String, limit: Duration)
    /// The tool cannot take the call now, but may later.
    case toolUnavailable(tool: String, reason: String)
    /// The plugin's process ended in mid-call.
    case pluginCrashed(tool: String, plugin: String, reason: String)
    /// The plugin broke the rules of the ABI.
    case pluginProtocol(tool: String, plugin: String, reason: String)
    /// The result is not well-formed, too large, or does not follow the tool's output schema.
    case invalidOutput(tool: String, plugin: String, reason: String)
    /// The host is ending.
    case shuttingDown
}

extension PluginError {
    /// For how long it is so, where it is about a plugin that is left alone.
    var quarantine: PluginQuarantine? {
        if case .quarantined(_, let quarantine) = self { quarantine } else { nil }
    }

    /// The file or folder that it is about; nil for errors of calls.
    var path: String? {
        switch self {
        case .folderUnusable(let path, _), .notLoadable(let path, _, _), .noEntry(let path, _, _),
            .invalidDescriptor(let path, _), .abiMismatch(let path, _, _, _), .duplicateID(let path, _, _),
            .startFailed(let path, _), .loadTimedOut(let path, _), .tooManyPlugins(let path, _),
            .confinementFailed(let path, _, _), .notConfinable(let path, _),
            .sidecarInvalid(let path, _, _), .notApproved(let path, _), .approvalsUnusable(let path, _),
            .unsafeFile(let path, _, _), .quarantined(let path, _):
            path
        case .workerUnavailable, .unknownPlugin, .ambiguousPlugin, .unknownTool, .invalidArguments,
            .uncheckedArguments, .toolTimeout,
            .toolUnavailable,
            .pluginCrashed,
            .pluginProtocol, .invalidOutput, .shuttingDown:
            nil
        }
    }
}
