// SPDX-License-Identifier: Apache-2.0

/// Hints about what a call may do, as in MCP (2025-11-25, tools).
///
/// Nil means that the author did not say.
public struct ToolAnnotations: Sendable, Hashable {
    /// The tool changes nothing.
    public var isReadOnly: Bool?
    /// The tool may destroy or overwrite something; only of interest when it is not read-only.
    public var isDestructive: Bool?
    /// The same call twice has the effect of one.
    public var isIdempotent: Bool?
    /// The tool reaches things outside the host, such as the web.
    public var isOpenWorld: Bool?

    /// Hints for those that are given; nil leaves one unsaid.
    public init(
        isReadOnly: Bool? = nil, isDestructive: Bool? = nil, isIdempotent: Bool? = nil,
        isOpenWorld: Bool? = nil
    ) {
        self.isReadOnly = isReadOnly
        self.isDestructive = isDestructive
        self.isIdempotent = isIdempotent
        self.isOpenWorld = isOpenWorld
    }

    /// The author said nothing at all.
    public var isEmpty: Bool { self == ToolAnnotations() }
}
