// SPDX-License-Identifier: Apache-2.0

/// A plugin that comes with the host, which knows what it needs.
public struct KnownPlugin: Sendable, Hashable {
    /// The plugin's id, so that it need not be started to tell.
    public var id: String
    /// All that it may do.
    public var permissions: PluginPermissions

    /// A plugin with that id and those permissions.
    public init(id: String, permissions: PluginPermissions) {
        self.id = id
        self.permissions = permissions
    }
}

/// What one plugin asks for and gets.
struct PluginGrant: Sendable, Hashable {
    var asked: PluginPermissions
    var granted: PluginPermissions
    /// The plugin's id, where it is known before the plugin runs.
    var id: String?
}

extension PluginSettings {
    /// What the plugin in `file` may do: what it comes with, else what was decided.
    func grant(for file: PluginFile, _ verdict: TrustVerdict) -> PluginGrant {
        if let plugin = known[file.path] {
            return PluginGrant(asked: plugin.permissions, granted: plugin.permissions, id: plugin.id)
        }
        return PluginGrant(asked: verdict.asked, granted: verdict.granted)
    }
}
