// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The REPL on a terminal of its own, which `script` (util-linux) provides.
@Suite(.timeLimit(.minutes(5))) struct TerminalTests {
    @Test func `a chat lists files and computes, and ends on request`() async throws {
        try await Terminal.with(["repl", "--upstream", "demo"]) { terminal in
            try await terminal.screen.expect("> ")
            try terminal.type("/call math {\"expr\":\"6*7\"}\r")
            try await terminal.screen.expect("42")
            try terminal.type("List the files, then calculate 2+2\r")
            try await terminal.screen.expect("listFiles")
            try await terminal.screen.expect("math")
            try terminal.type("/quit\r")
            #expect(try await terminal.child.status() == 0)
        }
    }

    @Test func `Ctrl-C stops the turn and not the program`() async throws {
        try await RunningHost.withFolder { folder in
            let script = folder.appending(path: "script.jsonl")
            // The first answer begins and would then take hours; the second follows at once.
            try
                (#"{"content":["Once ","upon ","a ","time "],"delay_ms":3600000}"# + "\n"
                + #"{"content":["Well."]}"# + "\n")
                .write(to: script, atomically: true, encoding: .utf8)
            try await RunningModel.with(script: script) { model in
                try await Terminal.with(["repl", "--upstream", model.url]) { terminal in
                    try await terminal.screen.expect("> ")
                    try terminal.type("Tell me a story\r")
                    try await terminal.screen.expect("Once ")
                    try terminal.type("\u{3}")
                    try await terminal.screen.expect("> ")
                    try terminal.type("And now?\r")
                    try await terminal.screen.expect("Well.")
                    try terminal.type("\u{4}")
                    #expect(try await terminal.child.status() == 0)
                }
            }
        }
    }
}
