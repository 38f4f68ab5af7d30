// SPDX-License-Identifier: Apache-2.0

/// A plugin that a running host leaves alone for a while.
public struct RecordedQuarantine: Sendable, Hashable {
    /// The host's process id.
    public let host: Int32
    /// The plugin's file.
    public let path: String
    /// Which version of the file it is.
    public let hash: ContentHash?
    /// The plugin's own name.
    public let name: String
    /// Why it is left alone.
    public let error: PluginError
    /// When it may be started again, as `2026-11-21T00:42:25Z`.
    public let until: String

    /// A plugin that the host with that process id leaves alone.
    public init(
        host: Int32, path: String, hash: ContentHash?, name: String, quarantine: PluginQuarantine
    ) {
        self.host = host
        self.path = path
        self.hash = hash
        self.name = name
        error = .quarantined(path: path, quarantine)
        until = quarantine.until
    }
}
