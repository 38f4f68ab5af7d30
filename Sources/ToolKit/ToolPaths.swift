// SPDX-License-Identifier: Apache-2.0

/// The folders a plugin may use, as absolute paths without a final slash.
///
/// Each exists.
public struct ToolPaths: Sendable, Hashable {
    /// The folder that the user's files are in; shared by all plugins.
    public let sandbox: String
    /// The plugin's own folder for what must last.
    public let data: String
    /// The plugin's own folder for what can be made again.
    public let cache: String

    /// Names the three folders.
    public init(sandbox: String, data: String, cache: String) {
        self.sandbox = sandbox
        self.data = data
        self.cache = cache
    }
}
