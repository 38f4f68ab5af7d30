// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A piece of code that may stand in a few modules only.
private struct Restriction: Sendable, CustomTestStringConvertible {
    let pattern: String
    let modules: Set<String>
    let reason: String

    var testDescription: String { pattern }
}

private let restrictions: [Restriction] = [
    Restriction(pattern: "print(", modules: ["Host", "REPL"], reason: "stdout belongs to answers"),
    Restriction(
        pattern: "ProcessInfo.processInfo.environment", modules: ["Host"], reason: "only Host reads settings"),
    Restriction(pattern: "getenv(", modules: ["Host"], reason: "only Host reads settings"),
    Restriction(pattern: "Logger(label:", modules: ["Host"], reason: "only Host makes a logger"),
    Restriction(pattern: "LoggingSystem.bootstrap", modules: ["Host"], reason: "only Host makes a logger"),
    Restriction(pattern: "JSONSerialization", modules: [], reason: "there is one JSON type"),
    Restriction(pattern: "JSONDecoder", modules: [], reason: "there is one JSON type"),
    Restriction(pattern: "JSONEncoder", modules: [], reason: "there is one JSON type"),
    Restriction(pattern: "[String: Any]", modules: [], reason: "there is one JSON type"),
    Restriction(pattern: "try!", modules: [], reason: "bad input is normal input"),
    Restriction(pattern: "fatalError(", modules: [], reason: "bad input is normal input"),
    Restriction(pattern: "bufferingPolicy: .unbounded", modules: [], reason: "every buffer has a limit"),
    Restriction(pattern: "dlclose(", modules: [], reason: "a Swift image must stay loaded"),
    Restriction(
        pattern: "Thread.sleep", modules: [], reason: "a blocking call never runs on the cooperative pool"),
    Restriction(
        pattern: "UnsafeMutableRawPointer",
        modules: ["PluginRuntime", "TypedCalls", "ToolKit", "REPL", "SandboxFiles"],
        reason: "raw pointers stay in the few modules that wrap C"
    ),
    Restriction(
        pattern: "UnsafeRawPointer",
        modules: ["PluginRuntime", "TypedCalls", "ToolKit", "REPL", "SandboxFiles"],
        reason: "raw pointers stay in the few modules that wrap C"
    ),
]

/// Joined here, so that this file is not found by itself.
private let silencers = ["@unchecked" + " Sendable", "nonisolated" + "(unsafe)"]

@Suite struct HouseRuleTests {
    @Test(arguments: restrictions)
    private func `some code has its place`(restriction: Restriction) {
        for file in SourceFile.shipped where !restriction.modules.contains(file.module) {
            for (number, text) in file.code where text.contains(restriction.pattern) {
                Issue.record("\(file.path):\(number): \(restriction.reason): \(text)")
            }
        }
    }

    @Test(arguments: SourceFile.all)
    func `a file opens with its licence and stays short`(file: SourceFile) {
        let licence = "// SPDX-License-Identifier: Apache-2.0"
        let first = file.lines.dropFirst(file.isManifest ? 1 : 0).first
        #expect(first.map(String.init) == licence, "\(file.path)")
        #expect(file.lines.count <= 401, "\(file.path) has \(file.lines.count) lines; split it by noun")
    }

    @Test func `the top level stays as it is`() throws {
        let known: Set = ["Plugins", "Sources", "Tests"]
        // What running and building leave there is ignored by git.
        let left: Set = ["plugins", "sandbox"]
        let root = SourceFile.root.path
        let folders = try FileManager.default.contentsOfDirectory(atPath: root).filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(root)/\(name)", isDirectory: &isFolder)
                && isFolder.boolValue && !name.hasPrefix(".")
        }
        #expect(Set(folders).subtracting(left) == known)
    }

    @Test(arguments: SourceFile.all)
    func `a silenced concurrency check is proved`(file: SourceFile) {
        for (index, line) in file.lines.enumerated() {
            let trimmed = line.drop { $0 == " " }
            guard !trimmed.hasPrefix("//"), silencers.contains(where: line.contains) else { continue }
            let before = file.lines[max(0, index - 2)..<index].map { $0.drop { $0 == " " } }
            #expect(
                before.count == 2 && before.allSatisfy { $0.hasPrefix("//") }, "\(file.path):\(index + 1)")
        }
    }

    @Test func `no type has the name of a module, and none a name that says nothing`() {
        let modules = Set(SourceFile.shipped.map(\.module))
        let empty = ["Manager", "Helper", "Util", "Utils", "Impl", "Info", "Data", "Base"]
        for file in SourceFile.shipped {
            for (number, text) in file.code {
                guard let name = Self.declaredType(in: text) else { continue }
                #expect(!modules.contains(name), "\(file.path):\(number): \(name) is a module")
                #expect(!empty.contains { name.hasSuffix($0) }, "\(file.path):\(number): \(name)")
            }
        }
    }

    private static func declaredType(in line: Substring) -> String? {
        let words = line.split(separator: " ")
        let kinds: Set<Substring> = ["struct", "class", "actor", "enum", "protocol"]
        guard let kind = words.firstIndex(where: kinds.contains), kind + 1 < words.count else { return nil }
        let modifiers: Set<Substring> = [
            "public", "package", "private", "fileprivate", "internal", "final", "indirect",
        ]
        guard words[..<kind].allSatisfy(modifiers.contains) else { return nil }
        return String(words[kind + 1].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    }
}
