// SPDX-License-Identifier: Apache-2.0

/// A plugin file that was found, whether it could be used or not.
public struct PluginDescription: Sendable, Hashable {
    /// The file; empty for tools that are part of the program.
    public let path: String
    /// Reverse DNS; nil when the plugin did not get as far as telling it.
    public let id: String?
    /// The plugin's own name; the file's name without its ending until that is known.
    public let name: String
    /// The plugin's own version.
    public let version: String?
    /// An SPDX expression.
    public let license: String?
    /// The version of the ABI it was built with, such as `1.0`.
    public let abi: String?
    /// Which version of the file it is; nil when it was not read, and for tools that are part of the program.
    public let contentHash: ContentHash?
    /// Where its code runs.
    public let isolation: PluginIsolation
    /// What it may do and who sees to it; nil for a plugin that is not used, and for tools of the program itself.
    public let confinement: ConfinementReport?
    /// The names under which its tools are called, once it is used.
    public let tools: [String]
    /// Why it is not used, be it for a while; nil when it is.
    public let refusal: PluginError?
}
