// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A command of the page on the HTTP interface, and what the page shows as its output.
struct DocumentedRequest: Sendable, CustomTestStringConvertible {
    /// As printed, line ends and all.
    let command: String
    /// `…` stands for any text.
    let output: String

    var testDescription: String { command.replacing("\n", with: " ") }

    static let page = SourceTree.root.appending(path: "Sources/Host/Documentation.docc/API.md")

    /// All commands of the page, in order.
    static let all: [DocumentedRequest] = {
        // A page that cannot be read has no commands, which a test of its own finds.
        guard let text = try? String(contentsOf: page, encoding: .utf8) else { return [] }
        return text.matches(of: /```\n(?<session>\$ [\s\S]*?)```\n/).flatMap { read(session: $0.session) }
    }()

    private static func read(session: Substring) -> [DocumentedRequest] {
        var requests: [DocumentedRequest] = []
        for entry in ("\n" + session).split(separator: "\n$ ") {
            // A command goes on after a backslash, and within quotes.
            var command: [Substring] = []
            var lines = entry.split(separator: "\n", omittingEmptySubsequences: false)
            repeat {
                command.append(lines.removeFirst())
            } while !lines.isEmpty && !isComplete(command)
            requests.append(
                DocumentedRequest(
                    command: command.joined(separator: "\n"), output: lines.joined(separator: "\n")))
        }
        return requests
    }

    private static func isComplete(_ lines: [Substring]) -> Bool {
        let quotes = lines.reduce(0) { $0 + $1.count { $0 == "'" } }
        return quotes.isMultiple(of: 2) && lines.last?.hasSuffix("\\") != true
    }

    /// The command for a host elsewhere; curl's own progress output off.
    func command(for host: RunningHost) -> String {
        command.replacing("localhost:3000", with: "localhost:\(host.port)")
            .replacing("curl ", with: "curl --silent --show-error --max-time 60 ", maxReplacements: 1)
    }

    /// Whether this is what the page shows, all that differs from run to run aside.
    func shows(_ actual: String) -> Bool {
        let parts = Self.settled(output).split(separator: "…", omittingEmptySubsequences: false)
        var rest = Self.settled(actual)[...]
        guard let first = parts.first, let last = parts.last, rest.hasPrefix(first) else { return false }
        guard parts.count > 1 else { return rest == first }
        rest = rest.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() {
            guard let found = rest.range(of: part) else { return part.isEmpty }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }

    /// The text with one and the same id, time and duration everywhere, without line ends around it.
    private static func settled(_ text: String) -> String {
        text.replacing(/"requestId":"req_[0-9a-f]+"/, with: #""requestId":"req_0""#)
            .replacing(/"id":"chatcmpl-[^"]+"/, with: #""id":"chatcmpl-0""#)
            .replacing(/"(?<name>created|durationMs|uptime)":[0-9]+/) { #""\#($0.name)":0"# }
            .replacing(/"timestamp":"[^"]+"/, with: #""timestamp":"""#)
            .trimmingCharacters(in: .newlines)
    }
}

@Suite(.timeLimit(.minutes(10))) struct APIDocumentationTests {
    @Test func `the page is found, and every example on it`() throws {
        let text = try String(contentsOf: DocumentedRequest.page, encoding: .utf8)
        #expect(!DocumentedRequest.all.isEmpty)
        #expect(DocumentedRequest.all.count == text.split(separator: "\n$ ").count - 1)
        #expect(DocumentedRequest.all.allSatisfy { $0.command.hasPrefix("curl ") && !$0.output.isEmpty })
    }

    @Test func `every request of the page is answered as shown`() async throws {
        try await RunningHost.with(prepare: { try Self.addSampleFiles(to: $0) }) { host in
            for request in DocumentedRequest.all {
                let done = try await FinishedProcess.run(
                    "/bin/bash", ["-c", request.command(for: host)], in: host.folder)
                #expect(done.status == 0, "\(request.command)\n\(done.errors)")
                #expect(request.shows(done.output), "\(request.command)\n\(done.output)")
            }
        }
    }

    /// The names that the examples show.
    private static func addSampleFiles(to folder: URL) throws {
        let sandbox = folder.appending(path: "sandbox")
        try FileManager.default.createDirectory(at: sandbox, withIntermediateDirectories: true)
        for name in ["data.json", "example.txt", "file1.txt", "file2.txt", "script.js"] {
            try name.write(to: sandbox.appending(path: name), atomically: true, encoding: .utf8)
        }
    }
}
