// SPDX-License-Identifier: Apache-2.0

public import JSON

/// A tool that is not offered, and why.
public struct QuarantinedTool: Sendable, Hashable {
    /// As its plugin spelt it, cut to 64 bytes and cleaned; `*` when the whole plugin was refused.
    public let name: String
    /// The name of its plugin; the file's name when the plugin did not get as far as telling its own.
    public let plugin: String
    /// A stable name in snake_case, such as `invalid_schema`.
    public let code: String
    /// One sentence on what is wrong, with what to do about it where there is something.
    public let reason: String
    /// The place of the fault in the tool's schema.
    public let pointer: JSONPointer?
    /// When it may be offered again, as `2026-11-21T00:42:25Z`; nil when that does not depend on time.
    public let until: String?

    /// Lists a tool with the reason.
    public init(
        name: String, plugin: String, code: String, reason: String, pointer: JSONPointer? = nil,
        until: String? = nil
    ) {
        self.name = name
        self.plugin = plugin
        self.code = code
        self.reason = reason
        self.pointer = pointer
        self.until = until
    }
}
