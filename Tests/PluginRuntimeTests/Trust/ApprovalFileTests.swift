// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import TestSupport
import Testing
import ToolModel

@testable import PluginRuntime

extension PluginApproval {
    /// An approval of a plugin called `name`, in a version of its own for each `number`.
    static func sample(_ name: String = "greet", number: Int = 1, tools: [ToolDefinition] = [.sample]) -> Self
    {
        PluginApproval(
            hash: TrustDigest.of(Array("\(name) \(number)".utf8)), path: "/plugins/\(name).so",
            id: "org.example.\(name)", name: name, version: "1.0.\(number)", date: "2026-11-21T00:42:25Z",
            permissions: PluginPermissions(sandbox: .write, readable: ["/a"], network: true), tools: tools)
    }
}

extension ToolDefinition {
    static let sample = ToolDefinition(
        name: "greet", title: "Greeting", description: "Greets somebody.",
        inputSchema: ["type": "object", "properties": ["name": ["type": "string"]]],
        outputSchema: ["type": "object"],
        annotations: ToolAnnotations(isReadOnly: true, isOpenWorld: false))
}

/// A change to a good file that makes it unbelievable.
private struct Damage: Sendable, CustomTestStringConvertible {
    let name: String
    let reason: String
    let apply: @Sendable (_ path: String, _ text: String) throws -> Void

    var testDescription: String { name }

    static func text(
        _ name: String, _ reason: String, _ change: @escaping @Sendable (String) -> String
    ) -> Damage {
        Damage(name: name, reason: reason) { path, text in
            try change(text).write(toFile: path, atomically: false, encoding: .utf8)
        }
    }
}

private let damages: [Damage] = [
    .text("empty", "Not valid JSON at line 1, column 1") { _ in "" },
    .text("half", "Not valid JSON at line") { String($0.prefix($0.count / 2)) },
    .text("another version", "/version is not 1, the one that this host writes") {
        $0.replacing("\"version\": 1,", with: "\"version\": 2,")
    },
    .text("an unknown member", "it has the unknown member \"approval\"") {
        $0.replacing("\"approvals\"", with: "\"approval\"")
    },
    .text("another description", "/approvals/0/toolsDigest is not that of the tools") {
        $0.replacing("Greets somebody.", with: "Greets everybody.")
    },
    .text("a relative path", "/approvals/0/permissions/fs_read/0 is \"a\"; a path must start with / or ~/") {
        $0.replacing("\"/a\"", with: "\"a\"")
    },
    Damage(name: "writable by others", reason: "others may write it") { path, _ in chmod(path, 0o602) },
    Damage(name: "a folder", reason: "it cannot be read: Is a directory") { path, _ in
        unlink(path)
        mkdir(path, 0o700)
    },
]

@Suite struct ApprovalFileTests {
    @Test func `what is written reads back, for this user alone`() async throws {
        try await withTemporaryFolder { folder in
            let file = ApprovalFile(path: "\(folder)/state/toolhost/approvals.json")
            #expect(file.read() == ApprovalFile.Contents())
            #expect(try file.add(.sample()) == nil)
            #expect(try file.add(.sample("other", tools: [])) == nil)
            #expect(
                file.read() == ApprovalFile.Contents(approvals: [.sample(), .sample("other", tools: [])]))
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/state/toolhost")
            #expect(Set(names) == ["approvals.json", "approvals.json.lock"])
        }
    }

    @Test func `an approval takes the place of one for the same file, and old versions go`() async throws {
        try await withTemporaryFolder { folder in
            let file = ApprovalFile(path: "\(folder)/approvals.json")
            for number in 1...10 { _ = try file.add(.sample(number: number)) }
            _ = try file.add(.sample("other"))
            _ = try file.add(.sample(number: 5))
            let versions = file.read().approvals.filter { $0.name == "greet" }.map(\.version)
            #expect(versions == [3, 4, 6, 7, 8, 9, 10, 5].map { "1.0.\($0)" })
            #expect(file.read().approvals.contains(.sample("other")))
        }
    }

    @Test(arguments: damages)
    private func `a damaged file counts for nothing, and is kept when approvals are given`(damage: Damage)
        async throws
    {
        try await withTemporaryFolder { folder in
            let file = ApprovalFile(path: "\(folder)/approvals.json")
            _ = try file.add(.sample())
            try damage.apply(file.path, try String(contentsOfFile: file.path, encoding: .utf8))
            let contents = file.read()
            #expect(contents.approvals.isEmpty)
            #expect(contents.damage?.hasPrefix(damage.reason) == true, "\(contents.damage ?? "")")
            guard damage.name != "a folder" else {
                #expect(throws: PluginError.self) { try file.add(.sample("other")) }
                return
            }
            let before = FileManager.default.contents(atPath: file.path)
            let kept = try #require(try file.add(.sample("other")))
            #expect(FileManager.default.contents(atPath: kept) == before)
            #expect(file.read() == ApprovalFile.Contents(approvals: [.sample("other")]))
            // The next one gets a name of its own.
            try Data("{".utf8).write(to: URL(filePath: file.path))
            #expect(try #require(try file.add(.sample())) != kept)
        }
    }

    @Test func `approvals given at the same time are all kept`() async throws {
        try await withTemporaryFolder { folder in
            let file = ApprovalFile(path: "\(folder)/approvals.json")
            try await withThrowingTaskGroup { group in
                for number in 1...4 {
                    group.addTask {
                        for step in 1...4 { _ = try file.add(.sample("plugin\(number)-\(step)")) }
                    }
                }
                try await group.waitForAll()
            }
            #expect(file.read().approvals.count == 16)
            #expect(file.read().damage == nil)
        }
    }

    @Test func `a write that cannot be done leaves the file as it was`() async throws {
        try await withTemporaryFolder { folder in
            let file = ApprovalFile(path: "\(folder)/approvals.json")
            _ = try file.add(.sample())
            // The name for the new file is taken by a folder.
            try FileManager.default.createDirectory(
                atPath: "\(file.path).new", withIntermediateDirectories: false)
            #expect(throws: PluginError.self) { try file.add(.sample("other")) }
            #expect(file.read().approvals == [.sample()])
            try FileManager.default.removeItem(atPath: "\(file.path).new")
            // What an earlier process left behind is no hindrance.
            try Data("half".utf8).write(to: URL(filePath: "\(file.path).new"))
            _ = try file.add(.sample("other"))
            #expect(file.read().approvals.count == 2)
        }
    }
}
