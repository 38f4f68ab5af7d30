// SPDX-License-Identifier: Apache-2.0

import ToolABI

/// Versions of the plugin ABI: the major number in the upper 16 bits, the minor number in the lower 16.
enum PluginABI {
    /// The version that this host speaks.
    static let host = UInt32(TH_ABI_VERSION)
    /// What plugins are told about the host's own version.
    static let hostVersion = "0.1.0"

    static func text(_ version: UInt32) -> String {
        "\(version >> 16).\(version & 0xFFFF)"
    }

    /// Whether a plugin that was built for `built` and needs at least `minimum` works in this host.
    static func accepts(built: UInt32, minimum: UInt32) -> Bool {
        built >> 16 == host >> 16 && minimum >> 16 == host >> 16 && minimum <= host && minimum <= built
    }

    /// Whether the version that `left` spells comes after `right`.
    static func isNewer(_ left: String, than right: String) -> Bool {
        parts(left).lexicographicallyPrecedes(parts(right)) == false && left != right
    }

    private static func parts(_ text: String) -> [Int] {
        text.split(separator: ".").compactMap { Int($0) }
    }
}
