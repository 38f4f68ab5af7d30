// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The REPL on a terminal of its own, which `script` (util-linux) provides.
@Suite(.timeLimit(.minutes(10))) struct TerminalTests {
    @Test func `a chat lists files and computes, and ends on request`() async throws {
        try await Terminal.with(["repl", "--upstream", "demo"]) { terminal in
            try await terminal.screen.expect("> ")
            try terminal.type("/call math {\"expr\":\"6*7\"}\r")
            try await terminal.screen.expect("42")
            try terminal.type("List the files, then calculate 2+2\r")
            try await terminal.screen.expect("listFiles")
            try await terminal.screen.expect("math")
            try terminal.type("/quit\r")
            try await terminal.expectOrderlyEnd()
        }
    }

    @Test func `Ctrl-C stops the turn and not the program`() async throws {
        // The first answer begins and would then take hours; the second follows at once.
        try await Self.withModel(firstPieceEvery: 3_600_000) { terminal in
            try terminal.type("\u{3}")
            try await terminal.screen.expect("> ")
            try terminal.type("And now?\r")
            try await terminal.screen.expect("Well.")
            try terminal.type("\u{4}")
        }
    }

    @Test func `what is typed while an answer comes waits for its end, Ctrl-D too`() async throws {
        try await Self.withModel(firstPieceEvery: 100) { terminal in
            try terminal.type("And now?\r\u{4}")
            try await terminal.screen.expect("upon a time")
            try await terminal.screen.expect("And now?")
            try await terminal.screen.expect("Well.")
        }
    }

    /// A chat in the middle of a first answer whose pieces come so many milliseconds apart; it has to end well after `body`.
    private static func withModel(
        firstPieceEvery delay: Int, _ body: (Terminal) async throws -> Void
    ) async throws {
        try await RunningHost.withFolder { folder in
            let script = folder.appending(path: "script.jsonl")
            try
                (#"{"content":["Once ","upon ","a ","time"],"delay_ms":\#(delay)}"# + "\n"
                + #"{"content":["Well."]}"# + "\n")
                .write(to: script, atomically: true, encoding: .utf8)
            try await RunningModel.with(script: script) { model in
                try await Terminal.with(["repl", "--upstream", model.url]) { terminal in
                    try await terminal.screen.expect("> ")
                    try terminal.type("Tell me a story\r")
                    try await terminal.screen.expect("Once ")
                    try await body(terminal)
                    try await terminal.expectOrderlyEnd()
                }
            }
        }
    }

    @Test func `the terminal is left as it was found`() async throws {
        try await Terminal.with(
            shell: "stty -a >before; \(BuiltHost.executable.path) repl --upstream demo; stty -a >after"
        ) {
            terminal in
            try await terminal.screen.expect("> ")
            try terminal.type("Hello\r")
            try await terminal.screen.expect("> ")
            try terminal.type("\u{4}")
            try await terminal.expectOrderlyEnd()
            let before = try String(contentsOf: terminal.folder.appending(path: "before"), encoding: .utf8)
            let after = try String(contentsOf: terminal.folder.appending(path: "after"), encoding: .utf8)
            #expect(before == after)
        }
    }
}
