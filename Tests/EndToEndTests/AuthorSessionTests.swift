// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// A page for authors, and the program that its language needs.
private struct AuthorPage: Sendable, CustomTestStringConvertible {
    let page: String
    let tool: String

    var testDescription: String { page }

    var isUsable: Bool { ["make", tool].allSatisfy(BuildTool.works) }
}

private let pages = [
    AuthorPage(page: "WritingATool", tool: "cc"), AuthorPage(page: "WritingAToolInCpp", tool: "c++"),
    AuthorPage(page: "WritingAToolInRust", tool: "cargo"),
    AuthorPage(page: "WritingAToolInSwift", tool: "swift"),
    AuthorPage(page: "ToolsFromCLibraries", tool: "cc"),
].filter(\.isUsable)

/// Each command of the pages for authors is run, and what it is shown to print is what it prints.
@Suite(.serialized, .timeLimit(.minutes(30))) struct AuthorSessionTests {
    @Test(arguments: pages)
    private func `the sessions of a page go as shown`(page: AuthorPage) async throws {
        let file = SourceTree.root.appending(path: "Sources/Host/Documentation.docc/\(page.page).md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let sessions = text.matches(of: /```console\n(?<lines>[\s\S]*?)```/).map { String($0.lines) }
        #expect(!sessions.isEmpty)
        for session in sessions {
            // The host runs all the while, as in the reader's second terminal.
            try await Terminal.with(["run", "--upstream", "demo"]) { terminal in
                try await terminal.screen.expect("> ")
                let folder = terminal.folder
                try Self.prepare(folder, text)
                var place = folder
                for step in Self.steps(of: session) {
                    if step.isTyped {
                        try await Self.type(step, into: terminal)
                    } else if step.command.hasPrefix("cd ") {
                        place = place.appending(path: String(step.command.dropFirst(3)))
                    } else {
                        try await Self.run(step, in: place, top: folder)
                    }
                }
            }
        }
    }

    private struct Step {
        let command: String
        /// Whether it is a line of the chat and not of the shell.
        var isTyped = false
        var shown: [String] = []
    }

    /// Types the line until the host has seen the file that was put into its folder, and finds the answer.
    private static func type(_ step: Step, into terminal: Terminal) async throws {
        let wanted = step.shown.joined(separator: "\r\n")
        let end = ContinuousClock.now + PipeReader.limit
        var isAnswered = false
        while !isAnswered {
            try #require(.now < end, "\(step.command): \(terminal.screen.unread)")
            try terminal.type(step.command + "\r")
            isAnswered = try await terminal.screen.find(wanted) { text in
                let answers = [(wanted, true), ("There is no tool", false)].compactMap { part, isAnswer in
                    text.range(of: part).map { (end: $0.upperBound, found: isAnswer) }
                }
                return answers.min { $0.end < $1.end }
            }
        }
    }

    private static func steps(of session: String) -> [Step] {
        session.split(separator: "\n").reduce(into: []) { steps, line in
            if line.hasPrefix("$ ") || line.hasPrefix("> ") {
                steps.append(Step(command: String(line.dropFirst(2)), isTyped: line.hasPrefix("> ")))
            } else if !steps.isEmpty {
                steps[steps.count - 1].shown.append(String(line))
            }
        }
    }

    /// A folder with `toolhost` on its path, and with what a page assumes to be there: its manifest, or its plugin in C++
    /// and the headers.
    private static func prepare(_ folder: URL, _ page: String) throws {
        let manager = FileManager.default
        try manager.createDirectory(at: folder.appending(path: "bin"), withIntermediateDirectories: true)
        try manager.createSymbolicLink(
            at: folder.appending(path: "bin/toolhost"), withDestinationURL: BuiltHost.executable)
        if let source = page.firstMatch(of: /Save this as `m.plugin.json`:\n\n```json\n(?<code>[\s\S]*?)```/)
        {
            try String(source.code).write(
                to: folder.appending(path: "m.plugin.json"), atomically: true, encoding: .utf8)
        }
        if let source = page.firstMatch(of: /```cpp\n(?<code>[\s\S]*?)```/) {
            try String(source.code).write(
                to: folder.appending(path: "greet.cpp"), atomically: true, encoding: .utf8)
            for name in ["include/toolhost.h", "Kits/cpp/toolhost.hpp", "plugin.map"] {
                let from = SourceTree.root.appending(path: "Sources/ToolABI/\(name)")
                try manager.copyItem(at: from, to: folder.appending(path: from.lastPathComponent))
            }
        }
    }

    private static func run(_ step: Step, in place: URL, top: URL) async throws {
        var environment = RunningHost.settings(for: top)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        environment["PATH"] = "\(top.appending(path: "bin").path):\(path)"
        environment["HOME"] = ProcessInfo.processInfo.environment["HOME"] ?? top.path
        // Much faster to build, and the same to see.
        environment["SWIFT_BUILD"] = "debug"
        // A reader's make is not one that another make has started.
        for name in ["MAKEFLAGS", "MFLAGS"] { environment[name] = "" }
        environment["MAKELEVEL"] = "0"
        let done = try await FinishedProcess.run(
            "/bin/bash", ["-c", step.command], environment: environment, in: place)
        // What comes next needs it.
        try #require(done.status == 0, "\(step.command)\n\(done.output)\(done.errors)")
        guard !step.shown.isEmpty else { return }
        let printed = (done.output + done.errors).split(separator: "\n").map(String.init)
        // How good a plugin looks on a busy machine is no matter of this test.
        let shown = step.shown.map { $0.replacing(": gold (", with: ": … (") }
        #expect(matches(printed[...], shown[...]), "\(step.command)\n\(printed.joined(separator: "\n"))")
    }

    /// Whether lines are as shown; `…` stands for any lines, or within a line for any text.
    private static func matches(_ printed: ArraySlice<String>, _ shown: ArraySlice<String>) -> Bool {
        guard let first = shown.first else { return printed.isEmpty }
        if first == "…" {
            return (printed.startIndex...printed.endIndex).contains {
                matches(printed[$0...], shown.dropFirst())
            }
        }
        guard let line = printed.first else { return false }
        let parts = first.split(separator: "…", omittingEmptySubsequences: false)
        let isAlike =
            parts.count == 1
            ? line == first : line.hasPrefix(parts[0]) && line.hasSuffix(parts[parts.count - 1])
        return isAlike && matches(printed.dropFirst(), shown.dropFirst())
    }
}
