// SPDX-License-Identifier: Apache-2.0

import JSON
public import ToolModel

/// A person's consent to one version of a plugin: its file, what it may do, and what its tools say of themselves.
public struct PluginApproval: Sendable, Hashable {
    /// The SHA-256 hash of the file, as 64 hexadecimal digits.
    public let hash: String
    /// Where the file was.
    public let path: String
    /// The plugin's own id, in reverse DNS.
    public let id: String
    /// The plugin's own name.
    public let name: String
    /// The plugin's own version.
    public let version: String
    /// When it was given, as `2026-11-21T00:42:25Z`.
    public let date: String
    /// What the plugin may do.
    public let permissions: PluginPermissions
    /// The tools as they were shown to the person.
    public let tools: [ToolDefinition]

    /// What must be the same when the plugin registers again.
    var toolsDigest: String { Self.digest(of: tools) }

    /// One digest of all names, texts, schemas and claims of tools, in the order of their names.
    static func digest(of tools: [ToolDefinition]) -> String {
        let sorted = tools.sorted { $0.name < $1.name }
        return TrustDigest.of(JSONValue.array(sorted.map { .object($0.recordJSON) }).jsonBytes())
    }
}

extension PluginApproval {
    private static let memberNames = [
        "hash", "path", "id", "name", "version", "date", "permissions", "toolsDigest", "tools",
    ]

    /// As it is kept.
    var json: JSONValue {
        [
            "hash": .string(hash), "path": .string(path), "id": .string(id), "name": .string(name),
            "version": .string(version), "date": .string(date),
            "permissions": .object(permissions.sidecarJSON), "toolsDigest": .string(toolsDigest),
            "tools": .array(tools.map { .object($0.recordJSON) }),
        ]
    }

    /// Reads what was kept, and believes it only when all of it fits together.
    init(reading value: JSONValue, at pointer: JSONPointer) throws(MemberFault) {
        let members = try StrictMembers(value, at: pointer, names: Self.memberNames)
        hash = try members.requiredText("hash", bytes: 64)
        path = try members.requiredText("path")
        id = try members.requiredText("id")
        name = try members.requiredText("name")
        version = try members.requiredText("version")
        date = try members.requiredText("date")
        guard let asked = members["permissions"] else { throw members.missing("permissions") }
        permissions = try PluginPermissions(reading: asked, at: members.place(of: "permissions"), home: nil)
        tools = try members.array("tools", limit: Self.toolLimit).map { (value, place) throws(MemberFault) in
            try ToolDefinition(record: value, at: place)
        }
        guard try members.requiredText("toolsDigest") == Self.digest(of: tools) else {
            throw MemberFault(members.place(of: "toolsDigest"), "is not that of the tools")
        }
    }

    /// More tools than any plugin may have.
    private static let toolLimit = 10_000
}

extension ToolDefinition {
    private static let memberNames = [
        "name", "title", "description", "inputSchema", "outputSchema", "readOnly", "destructive",
        "idempotent",
        "openWorld",
    ]

    /// Everything that a model or a person is told.
    fileprivate var recordJSON: JSONObject {
        var members: JSONObject = ["name": .string(name)]
        if let title { members["title"] = .string(title) }
        members["description"] = .string(description)
        members["inputSchema"] = inputSchema
        if let outputSchema { members["outputSchema"] = outputSchema }
        let claims = [
            ("readOnly", annotations.isReadOnly), ("destructive", annotations.isDestructive),
            ("idempotent", annotations.isIdempotent), ("openWorld", annotations.isOpenWorld),
        ]
        for case (let name, let claim?) in claims { members[name] = .bool(claim) }
        return members
    }

    fileprivate init(record value: JSONValue, at pointer: JSONPointer) throws(MemberFault) {
        let members = try StrictMembers(value, at: pointer, names: Self.memberNames)
        guard let input = members["inputSchema"] else { throw members.missing("inputSchema") }
        self.init(
            name: try members.requiredText("name"), title: try members.text("title"),
            description: try members.requiredText("description"), inputSchema: input,
            outputSchema: members["outputSchema"],
            annotations: ToolAnnotations(
                isReadOnly: try members.bool("readOnly"), isDestructive: try members.bool("destructive"),
                isIdempotent: try members.bool("idempotent"), isOpenWorld: try members.bool("openWorld")))
    }
}
