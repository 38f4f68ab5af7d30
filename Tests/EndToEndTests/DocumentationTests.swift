// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What the documentation shows is what happens.
@Suite(.timeLimit(.minutes(10))) struct DocumentationTests {
    private static let page = "Sources/Host/Documentation.docc/WritingATool.md"

    @Test func `the tool in C of "Writing a tool" builds and answers as shown`() async throws {
        let text = try String(contentsOf: SourceTree.root.appending(path: Self.page), encoding: .utf8)
        let source = try #require(text.firstMatch(of: /```c\n(?<code>[\s\S]*?)```/)).code
        let session = try #require(text.firstMatch(of: /```\n(?<lines>\$ cc [\s\S]*?)```/)).lines
        try await RunningHost.withFolder { folder in
            try String(source).write(to: folder.appending(path: "greet.c"), atomically: true, encoding: .utf8)
            try FileManager.default.createDirectory(
                at: folder.appending(path: "plugins"), withIntermediateDirectories: true)
            var shown: [String] = []
            for line in session.split(separator: "\n") {
                guard line.hasPrefix("$ ") else { continue }
                let done = try await FinishedProcess.run(
                    "/bin/bash", ["-c", Self.command(line.dropFirst(2))],
                    environment: RunningHost.settings(for: folder), in: folder)
                shown +=
                    ([String(line)] + (done.output + done.errors).split(separator: "\n").map(String.init))
            }
            #expect(shown == session.split(separator: "\n").map(String.init))
        }
    }

    /// The line as a shell in another folder needs it.
    private static func command(_ line: Substring) -> String {
        String(line).replacing("-I Sources", with: "-I '\(SourceTree.root.path)/Sources'")
            .replacing("toolhost call", with: "'\(BuiltHost.executable.path)' call")
    }
}
