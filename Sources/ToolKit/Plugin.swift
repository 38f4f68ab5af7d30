// SPDX-License-Identifier: Apache-2.0

/// A plugin: what it is called, and the tools it brings.
public struct Plugin: Sendable {
    /// Reverse DNS in lower case, never changed: `org.example.greet`.
    public let id: String
    /// For lists and messages, by the rule for tool names.
    public let name: String
    /// The plugin's own version: `1.0.0`.
    public let version: String
    /// An SPDX expression: `Apache-2.0`.
    public let license: String?
    /// In the order in which they are listed.
    public let tools: [Tool]

    /// Describes a plugin; the host checks everything when it loads it.
    public init(id: String, name: String, version: String, license: String? = nil, tools: [Tool]) {
        self.id = id
        self.name = name
        self.version = version
        self.license = license
        self.tools = tools
    }

    /// The tool `name`, for tests.
    ///
    /// - Complexity: O(tools).
    public subscript(name: String) -> Tool? {
        tools.first { $0.name == name }
    }
}
