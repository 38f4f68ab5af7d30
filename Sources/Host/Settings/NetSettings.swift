// SPDX-License-Identifier: Apache-2.0

/// What the operator lets the tools that reach the net do.
struct NetSettings: Sendable, Hashable {
    /// Hosts, addresses and ranges that may be reached though private.
    var allowPrivate: String?

    /// - Throws: `SettingsError` for the first value that cannot be used.
    init(_ reader: SettingsReader) throws(SettingsError) {
        allowPrivate = try reader.hosts(SettingsTable.fetchAllowPrivate)
    }

    /// The id of the plugin that these settings are for.
    static let plugin = "dev.toolhost.nettools"

    /// The settings as that plugin looks them up.
    var values: [String: String] {
        [SettingsTable.fetchAllowPrivate.key: allowPrivate].compactMapValues(\.self)
    }
}
