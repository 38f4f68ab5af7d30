// SPDX-License-Identifier: Apache-2.0

extension PluginError {
    /// The same error with the plugin's own file where a reason names the copy that was loaded.
    func naming(_ file: PluginFile) -> PluginError {
        guard let copy = file.copy else { return self }
        func named(_ reason: String) -> String { reason.replacing(copy.path, with: file.path) }
        return switch self {
        case .notLoadable(let path, let reason, let hint):
            .notLoadable(path: path, reason: named(reason), hint: hint.map(named))
        case .noEntry(let path, let reason, let hint):
            .noEntry(path: path, reason: named(reason), hint: hint.map(named))
        case .invalidDescriptor(let path, let reason): .invalidDescriptor(path: path, reason: named(reason))
        case .startFailed(let path, let reason): .startFailed(path: path, reason: named(reason))
        default: self
        }
    }
}
