// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import JSONSchema
import TestSupport
import Testing

@testable import PluginRuntime

/// A sidecar that is refused.
private struct Refused: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let reason: String
    let hint: String?
    /// Whether the published schema refuses it too; some rules no schema can state.
    let isInvalid: Bool

    init(
        _ name: String, _ text: String, _ reason: String, hint: String? = nil, isInvalid: Bool = true
    ) {
        self.name = name
        self.text = text
        self.reason = reason
        self.hint = hint
        self.isInvalid = isInvalid
    }

    var testDescription: String { name }
}

private func asking(_ member: String) -> String { "{\"permissions\": {\(member)}}" }

private let refused: [Refused] = [
    Refused("an array", "[]", "it must be an object, not array"),
    Refused(
        "an unknown member", #"{"permission": {}}"#, "it has the unknown member \"permission\"",
        hint: "Did you mean \"permissions\"?"),
    Refused(
        "an unknown permission", asking(#""fs-read": []"#),
        "/permissions has the unknown member \"fs-read\"",
        hint: "Did you mean \"fs_read\"?"),
    Refused(
        "one that is like none", asking(#""quantum": 1"#),
        "/permissions has the unknown member \"quantum\"",
        hint:
            "Its members are \"sandbox\", \"fs_read\", \"fs_write\", \"net\", \"exec\", \"env\", \"limits\"."),
    Refused(
        "permissions that are none", #"{"permissions": true}"#, "/permissions must be an object, not boolean"),
    Refused(
        "a sandbox that is none", asking(#""sandbox": "all""#),
        "/permissions/sandbox must be one of \"none\", \"read\", \"write\""),
    Refused("net as a text", asking(#""net": "yes""#), "/permissions/net must be true or false, not string"),
    Refused(
        "paths that are one", asking(#""fs_read": "/a""#), "/permissions/fs_read must be an array, not string"
    ),
    Refused(
        "a path that is a number", asking(#""exec": ["/a", 1]"#),
        "/permissions/exec/1 must be a string, not number"),
    Refused(
        "a relative path", asking(#""fs_write": ["notes"]"#),
        "/permissions/fs_write/0 is \"notes\"; a path must start with / or ~/",
        hint: "Write the whole path; the sandbox has a permission of its own, \"sandbox\"."),
    Refused(
        "another user's home", asking(#""fs_read": ["~root/x"]"#),
        "/permissions/fs_read/0 is \"~root/x\"; a path must start with / or ~/",
        hint: "Write the whole path; the sandbox has a permission of its own, \"sandbox\"."),
    Refused(
        "a way up", asking(#""fs_read": ["/a/../etc"]"#),
        "/permissions/fs_read/0 is \"/a/../etc\"; a path must not have . or .. in it"),
    Refused(
        "a hidden character", asking("\"fs_read\": [\"/a\u{202E}b\"]"),
        "/permissions/fs_read/0 has the hidden character U+202E", isInvalid: false),
    Refused(
        "a line end", asking(#""exec": ["/a\nb"]"#), "/permissions/exec/0 has a line end or a tab in it"),
    Refused(
        "a variable that is none", asking(#""env": ["A-B"]"#),
        "/permissions/env/0 is \"A-B\"; a variable's name follows [A-Za-z_][A-Za-z0-9_]*"),
    Refused(
        "the linker's variable", asking(#""env": ["LD_PRELOAD"]"#),
        "/permissions/env/0 is \"LD_PRELOAD\", which steers the dynamic linker and is never passed on",
        hint: "Link the plugin with the folders that it needs: -Wl,-rpath,/its/folder."),
    Refused(
        "too little memory", asking(#""limits": {"memory_mib": 1}"#),
        "/permissions/limits/memory_mib must be a whole number from 16 to 1048576"),
    Refused(
        "half a thread", asking(#""limits": {"threads": 1.5}"#),
        "/permissions/limits/threads must be a whole number from 1 to 4096"),
    Refused(
        "an unknown limit", asking(#""limits": {"memory": 16}"#),
        "/permissions/limits has the unknown member \"memory\"", hint: "Did you mean \"memory_mib\"?"),
    Refused(
        "too many paths",
        asking("\"fs_read\": [\(Array(repeating: "\"/a\"", count: 65).joined(separator: ","))]"),
        "/permissions/fs_read has more than 64 elements"),
    Refused(
        "a member twice", #"{"permissions": {"net": false, "net": true}}"#,
        "Not valid JSON at line 1, column 32: the member \"net\" is there twice", isInvalid: false),
    Refused("no JSON", "permissions: {}", "Not valid JSON at line 1, column 1", isInvalid: false),
]

@Suite struct SidecarTests {
    private static func permissions(_ text: String) throws -> PluginPermissions? {
        try PluginSidecar(parsing: Array(text.utf8), path: "/p/x.plugin.json", home: "/home/ada").permissions
    }

    @Test func `all that can be asked for is read`() throws {
        let text = #"""
            {"$schema": "plugin.schema.json", "permissions": {
              "sandbox": "read", "fs_read": ["~/notes", "/usr/share//dict/", "~/notes"], "fs_write": ["~/"],
              "net": true, "exec": ["/usr/bin/git"], "env": ["HTTPS_PROXY"],
              "limits": {"memory_mib": 1024, "file_mib": 2, "descriptors": 32, "threads": 8, "call_seconds": 60}}}
            """#
        let asked = try #require(try Self.permissions(text))
        #expect(
            asked
                == PluginPermissions(
                    sandbox: .read, readable: ["/home/ada/notes", "/usr/share/dict"], writable: ["/home/ada"],
                    network: true, programs: ["/usr/bin/git"], environment: ["HTTPS_PROXY"],
                    limits: PluginResourceLimits(
                        memoryBytes: 1 << 30, fileBytes: 2 << 20, descriptors: 32, threads: 8,
                        callTimeout: .seconds(60))))
        #expect(try Self.violations(of: text).isEmpty)
        // What is kept of it reads back.
        let kept = JSONValue.object(["permissions": .object(asked.sidecarJSON)]).jsonText()
        #expect(try Self.permissions(kept) == asked)
        #expect(try Self.violations(of: kept).isEmpty)
    }

    @Test(arguments: [
        "{}", #"{"permissions": {}}"#,
        #"{"library": "x", "functions": [{"prototype": "int f(void)", "description": "x", "examples": [{"arguments": {}, "error": ""}]}]}"#,
    ])
    func `what is not asked for is the default`(text: String) throws {
        #expect(try Self.permissions(text) ?? .standard == .standard)
        #expect(try Self.violations(of: text).isEmpty)
    }

    @Test func `the manifest of functions is handed on as it is`() throws {
        let text =
            #"{"functions": [{"name": "hypot"}], "permissions": {"net": true}, "library": "libm.so.6"}"#
        let sidecar = try PluginSidecar(parsing: Array(text.utf8), path: "/p/m.plugin.json", home: nil)
        #expect(sidecar.manifest == ["library": "libm.so.6", "functions": [["name": "hypot"]]])
        #expect(sidecar.permissions?.network == true)
    }

    @Test(arguments: refused)
    private func `what is wrong is refused with its place`(row: Refused) throws {
        do {
            _ = try Self.permissions(row.text)
            Issue.record("it was taken")
        } catch let error as PluginError {
            #expect(error.code == "plugin_sidecar_invalid")
            #expect(error.message.hasPrefix("The file /p/x.plugin.json cannot be used: \(row.reason)"))
            if let hint = row.hint { #expect(error.hint == hint) }
            #expect(error.hint?.isEmpty == false)
        }
        if row.isInvalid { #expect(try !Self.violations(of: row.text).isEmpty) }
    }

    @Test func `without a home folder nothing is below it`() {
        #expect(throws: PluginError.self) {
            _ = try PluginSidecar(
                parsing: Array(asking(#""fs_read": ["~/x"]"#).utf8), path: "/p/x.plugin.json", home: nil)
        }
    }

    @Test(arguments: [
        ("/p/greet.so", "/p/greet.plugin.json"), ("/p/libgreet.so", "/p/greet.plugin.json"),
        ("/p/lib.so", "/p/lib.plugin.json"), ("/greet.so", "/greet.plugin.json"),
        ("/p/m.plugin.json", "/p/m.plugin.json"),
    ])
    func `the file has the plugin's name`(plugin: String, sidecar: String) {
        #expect(PluginSidecar.path(beside: plugin) == sidecar)
    }

    @Test func `what the documentation shows can be asked for`() throws {
        let path = "\(Repository.root)/Sources/Host/Documentation.docc/Permissions.md"
        let page = try String(contentsOfFile: path, encoding: .utf8)
        let examples = page.matches(of: /```json\n(?<text>[\s\S]*?)```/).map { String($0.text) }
        #expect(!examples.isEmpty)
        for text in examples {
            #expect(try Self.permissions(text) != nil)
            #expect(try Self.violations(of: text).isEmpty)
        }
        for code in PluginFinding.Code.allCases { #expect(page.contains("`\(code.rawValue)`")) }
    }

    // MARK: The published schema

    private static let schema = Result {
        let path = "\(Repository.root)/Sources/Host/Documentation.docc/Resources/plugin.schema.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try Schema(compiling: try JSONValue(parsing: text, duplicateKeys: .refused))
    }

    private static func violations(of text: String) throws -> [SchemaViolation] {
        try schema.get().validate(try JSONValue(parsing: text))
    }
}
