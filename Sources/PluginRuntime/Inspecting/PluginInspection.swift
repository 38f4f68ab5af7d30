// SPDX-License-Identifier: Apache-2.0

/// What a plugin's file tells without running any of it.
public struct PluginInspection: Sendable, Hashable {
    /// A library that the plugin is linked with.
    public struct Library: Sendable, Hashable {
        /// As the plugin names it, such as `libc.so.6`.
        public let name: String
        /// Where the loader finds it; nil when it does not.
        public let path: String?
        /// Whether the process that loads the plugin has it anyway.
        public let isPreloaded: Bool
    }

    /// The libraries it is linked with, in order; what these need in turn is left to the loader.
    public internal(set) var libraries: [Library] = []
    /// The folders that it adds to the loader's search, as it writes them.
    public internal(set) var runPath: [String] = []
    /// Names that it exports besides its entry: at most `PluginInspection.listedExports`.
    public internal(set) var otherExports: [String] = []
    /// How many there are in all.
    public internal(set) var otherExportCount = 0
    /// What speaks against it, refusals first.
    public internal(set) var findings: [PluginFinding] = []

    /// How many names are listed at most: enough to see where they come from.
    public static let listedExports = 20

    /// Why it is not loaded; nil when nothing speaks against that.
    public var refusal: PluginFinding? { findings.first { $0.code.isRefusal } }
}
