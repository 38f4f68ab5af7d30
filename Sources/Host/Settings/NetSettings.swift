// SPDX-License-Identifier: Apache-2.0

/// What the operator lets the tools that reach the net do.
struct NetSettings: Sendable, Hashable {
    /// Hosts, addresses and ranges that may be reached though private.
    var allowPrivate: String?
    /// The operator's own search engine.
    var searXNG: String?
    var braveKey: String?

    /// - Throws: `SettingsError` for the first value that cannot be used.
    init(_ reader: SettingsReader) throws(SettingsError) {
        allowPrivate = try reader.hosts(SettingsTable.fetchAllowPrivate)
        searXNG = try reader.url(SettingsTable.searXNG)
        braveKey = try reader.text(SettingsTable.braveKey)
    }

    /// The id of the plugin that these settings are for.
    static let plugin = "dev.toolhost.nettools"

    /// The settings as that plugin looks them up.
    var values: [String: String] {
        let set = [
            SettingsTable.fetchAllowPrivate.key: allowPrivate,
            SettingsTable.searXNG.key: searXNG,
            SettingsTable.braveKey.key: braveKey,
        ]
        return set.compactMapValues(\.self)
    }
}
