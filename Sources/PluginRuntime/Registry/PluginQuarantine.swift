// SPDX-License-Identifier: Apache-2.0

/// Why a version of a plugin is left alone, and for how long: its process ended too often by its own fault.
public struct PluginQuarantine: Sendable, Hashable {
    /// The end of a sentence about the plugin's process.
    public let reason: String
    /// When it may be started again, as `2026-11-21T00:42:25Z`.
    public let until: String

    /// A quarantine with that reason and that end.
    public init(reason: String, until: String) {
        self.reason = reason
        self.until = until
    }
}
