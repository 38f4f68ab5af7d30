// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Testing

/// The REPL on a terminal of its own, which `script` (util-linux) provides.
@Suite(.timeLimit(.minutes(5))) struct TerminalTests {
    @Test func `a chat lists files and computes, and ends on request`() async throws {
        try await Terminal.with(["repl", "--upstream", "demo"]) { terminal in
            try await terminal.expect("> ")
            try await terminal.type("/call math {\"expr\":\"6*7\"}\r")
            try await terminal.expect("42")
            try await terminal.type("List the files, then calculate 2+2\r")
            try await terminal.expect("listFiles")
            try await terminal.expect("math")
            try await terminal.type("/quit\r")
            #expect(try await terminal.status() == 0)
        }
    }

    @Test func `Ctrl-C stops the turn and not the program`() async throws {
        try await RunningHost.withFolder { folder in
            let script = folder.appending(path: "script.jsonl")
            // The first answer would take hours; the second follows at once.
            try
                (#"{"content":["Once ","upon ","a ","time "],"delay_ms":3600000}"# + "\n"
                + #"{"content":["Well."]}"# + "\n")
                .write(to: script, atomically: true, encoding: .utf8)
            try await RunningModel.with(script: script) { model in
                try await Terminal.with(["repl", "--upstream", model.url]) { terminal in
                    try await terminal.expect("> ")
                    try await terminal.type("Tell me a story\r")
                    try await terminal.expect("Once ")
                    try await terminal.type("\u{3}")
                    try await terminal.expect("> ")
                    try await terminal.type("And now?\r")
                    try await terminal.expect("Well.")
                    try await terminal.type("\u{4}")
                    #expect(try await terminal.status() == 0)
                }
            }
        }
    }
}

/// A program on a pseudo-terminal: what is typed goes in, what it shows is searched in order.
private final class Terminal: Sendable {
    private let process: Process
    private let keyboard: FileHandle
    private let screen: FileHandle
    private let shown = ShownText()

    struct DidNotShow: Error {
        let wanted: String
        let screen: String
    }

    private init(_ arguments: [String], in folder: URL) throws {
        process = Process()
        let input = Pipe()
        let output = Pipe()
        keyboard = input.fileHandleForWriting
        screen = output.fileHandleForReading
        let command = ([BuiltHost.executable.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
        process.executableURL = URL(filePath: "/usr/bin/script")
        process.arguments = ["--quiet", "--return", "--flush", "--command", command, "/dev/null"]
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment
            .merging(RunningHost.settings(for: folder)) { $1 }.merging(["TERM": "xterm"]) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    static func with(_ arguments: [String], _ body: (Terminal) async throws -> Void) async throws {
        try await RunningHost.withFolder { folder in
            let terminal = try Terminal(arguments, in: folder)
            defer {
                terminal.process.terminate()
                terminal.process.waitUntilExit()
            }
            try await body(terminal)
        }
    }

    func type(_ text: String) async throws {
        try keyboard.write(contentsOf: Data(text.utf8))
    }

    /// Waits until the text shows up behind what was expected before.
    func expect(_ wanted: String) async throws {
        while !(await shown.consume(through: wanted)) {
            let bytes = await read()
            guard !bytes.isEmpty else { throw DidNotShow(wanted: wanted, screen: await shown.text) }
            await shown.append(bytes)
        }
    }

    /// How the program ended.
    func status() async throws -> Int32 {
        while !(await read()).isEmpty {}
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [process] in
                process.waitUntilExit()
                continuation.resume(returning: process.terminationStatus)
            }
        }
    }

    private func read() async -> Data {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [screen] in
                continuation.resume(returning: screen.availableData)
            }
        }
    }
}

/// What a terminal has shown and how far it was searched.
private actor ShownText {
    private(set) var text = ""

    func append(_ bytes: Data) {
        text += String(decoding: bytes, as: UTF8.self)
    }

    func consume(through wanted: String) -> Bool {
        guard let range = text.range(of: wanted) else { return false }
        text.removeSubrange(..<range.upperBound)
        return true
    }
}
