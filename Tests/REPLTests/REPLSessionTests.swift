// SPDX-License-Identifier: Apache-2.0

import ChatModel
import TestSupport
import Testing
import ToolModel

@testable import REPL

@Suite struct REPLSessionTests {
    // MARK: Scripts

    @Test func `a script's lines run in order and share a conversation`() async throws {
        let harness = SessionHarness([.says("One."), .says("Two.")])
        #expect(try await harness.run("first", "", "second"))
        #expect(harness.output.text == "One.\nTwo.\n")
        #expect(harness.complaints.text.isEmpty)
        #expect(harness.model.requests.last?.messages.map(\.content.text) == ["first", "One.", "second"])
    }

    @Test func `the model's call runs and its answer follows`() async throws {
        let harness = SessionHarness([.calls("look", #"{"path":"a"}"#), .says("Seen.")])
        #expect(try await harness.run("look at a"))
        #expect(harness.tools.made == [#"look {"path":"a"}"#])
        let lines = harness.output.text.split(separator: "\n").map(String.init)
        #expect(lines.first == #"→ look {"path":"a"}"#)
        #expect(lines.dropFirst(2) == [#"  seen {"path":"a"}"#, "Seen."])
    }

    @Test(arguments: [
        (
            ["/nope", "/call look"],
            "toolhost: line 1: There is no command /nope.\nhint: /help lists the commands.\n"
        ),
        (
            ["/call look", "/call lokk"],
            "toolhost: line 2: There is no tool \"lokk\". Did you mean \"look\"?\n"
        ),
        (
            ["/call look [1]", "/call look"],
            "toolhost: line 1: The arguments must be a JSON object, not array.\n"
                + "hint: Write it like this: /call math {\"expr\": \"6 * 7\"}\n"
        ),
    ])
    func `the first line that fails ends a script`(lines: [String], complaint: String) async throws {
        let harness = SessionHarness()
        #expect(try await !harness.run(TypedLines(lines)))
        #expect(harness.complaints.text == complaint)
        #expect(harness.tools.made.count == (lines[0] == "/call look" ? 1 : 0))
    }

    @Test func `a script may keep going, and has failed all the same`() async throws {
        var harness = SessionHarness()
        harness.keepsGoing = true
        #expect(try await !harness.run("/nope", "/call look {}", "/quit", "/call look"))
        #expect(harness.output.text == "seen {}\n")
        #expect(harness.tools.made.count == 1)
    }

    @Test func `a tool that refuses fails its line`() async throws {
        let harness = SessionHarness()
        #expect(try await !harness.run("/call fail", "/call look"))
        #expect(harness.output.text.isEmpty)
        #expect(harness.complaints.text == "toolhost: line 1: It is not there.\n")
        #expect(harness.tools.made == ["fail {}"])
    }

    @Test func `an upstream that fails fails the line, and the next try does not repeat it`() async throws {
        var harness = SessionHarness([
            .error(.unreachable(url: "http://x", detail: "refused")), .says("Yes."),
        ])
        harness.keepsGoing = true
        #expect(try await !harness.run("hello", "again"))
        #expect(
            harness.complaints.text.contains(
                "toolhost: line 1: No model server answers at http://x: refused."))
        #expect(harness.model.requests.last?.messages.map(\.content.text) == ["again"])
    }

    @Test func `a script needs --yes for what may change something`() async throws {
        let harness = SessionHarness([.calls("write", "{}"), .says("Could not.")])
        #expect(try await !harness.run("write it"))
        #expect(harness.tools.made.isEmpty)
        let answer = harness.model.requests.last?.messages.last
        #expect(answer?.role == .tool)
        #expect(answer?.content.text.contains("--yes") == true)
    }

    @Test func `--yes consents, and a /call is its own consent`() async throws {
        var harness = SessionHarness([.calls("write", "{}"), .says("Done.")])
        #expect(try await harness.run("/call write {}"))
        harness.consents = true
        #expect(try await harness.run("write it"))
        #expect(harness.tools.made == ["write {}", "write {}"])
    }

    @Test func `a call by hand is not told to the model`() async throws {
        let harness = SessionHarness([.says("Hi.")])
        try await harness.run("/call look", "hello")
        #expect(harness.model.requests.last?.messages.map(\.content.text) == ["hello"])
    }

    @Test func `json prints events only`() async throws {
        var harness = SessionHarness([.says("Hi.")])
        harness.style = .json
        #expect(try await harness.run("/tools", "hello", "/call look {}"))
        let lines = harness.output.text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix(#"{"type":""#) })
        #expect(
            lines.contains { $0.hasPrefix(#"{"type":"result","id":"line_3_1","data":{"result":"seen {}""#) })
    }

    // MARK: A person

    @Test(arguments: [
        Asked(answers: ["y"], made: ["write {\"path\":\"a\"}"]),
        Asked(answers: ["YES"], made: ["write {\"path\":\"a\"}"]),
        Asked(answers: ["what?", "y"], made: ["write {\"path\":\"a\"}"]),
        Asked(answers: ["n"], made: [], told: "The user refused this call."),
        Asked(
            answers: ["e", "{\"path\":\"b\"}"], made: ["write {\"path\":\"b\"}"],
            told: "changed the arguments"),
        Asked(answers: ["e", "oops", "e", "[]", "n"], made: [], told: "The user refused this call."),
    ])
    func `a call that may change something is asked about`(asked: Asked) async throws {
        var harness = SessionHarness([
            .calls("write", #"{"path":"a"}"#), .says("So be it."),
        ])
        harness.isInteractive = true
        let lines = TypedLines(["write it"] + asked.answers)
        #expect(try await harness.run(lines))
        #expect(harness.tools.made == asked.made)
        #expect(lines.prompts[1] == "Run write? [y]es, [n]o, [a]lways, [e]dit: ")
        #expect(harness.model.requests.last?.messages.last?.content.text.contains(asked.told) == true)
        #expect(lines.remembered == ["write it"])
        if asked.answers.first == "e" { #expect(lines.initials[2] == #"{"path":"a"}"#) }
    }

    @Test func `always is asked once`() async throws {
        var harness = SessionHarness([
            .calls("write", "{}"), .calls("write", #"{"path":"b"}"#, id: "c2"),
            .says("Done."),
        ])
        harness.isInteractive = true
        let lines = TypedLines(["write twice", "a"])
        try await harness.run(lines)
        #expect(harness.tools.made.count == 2)
        #expect(lines.prompts.filter { $0.hasPrefix("Run") }.count == 1)
    }

    @Test func `Ctrl-C at the question stops the turn`() async throws {
        var harness = SessionHarness([.calls("write", "{}"), .says("never said")])
        harness.isInteractive = true
        #expect(try await harness.run("write it", "^C", "/call look"))
        #expect(harness.tools.made == ["look {}"])
        #expect(harness.model.requests.count == 1)
    }

    @Test func `Ctrl-C stops the turn, not the session`() async throws {
        let interrupts = Interrupts()
        var harness = SessionHarness([
            .steps([.batch([.content("Let me think")]), .wait(Gate())]), .says("Fine."),
        ])
        harness.isInteractive = true
        harness.style = .terminal(colour: false)
        harness.interrupts = interrupts
        harness.output = KeptOutput { if $0 == "Let me think" { interrupts.fire() } }
        #expect(try await harness.run("think", "go on"))
        #expect(harness.output.text == "Let me think\n(stopped)\nFine.\n\n")
        #expect(
            harness.model.requests.last?.messages.map(\.content.text) == ["think", "Let me think", "go on"]
        )
    }

    @Test func `Ctrl-C while typing drops the line`() async throws {
        var harness = SessionHarness()
        harness.isInteractive = true
        #expect(try await harness.run("^C", "/call look"))
        #expect(harness.tools.made.count == 1)
    }

    @Test func `a wrong line does not end a person's session`() async throws {
        var harness = SessionHarness()
        harness.isInteractive = true
        #expect(try await harness.run("/nope", "/call look"))
        #expect(harness.complaints.text == "There is no command /nope.\nhint: /help lists the commands.\n")
    }

    @Test func `help names every command`() async throws {
        let harness = SessionHarness()
        try await harness.run("/help")
        for row in REPLCommand.Row.all { #expect(harness.output.text.contains("  \(row.name)")) }
    }

    @Test func `tools are listed with their plugin`() async throws {
        let harness = SessionHarness()
        try await harness.run("/tools")
        #expect(harness.output.text.hasPrefix("look   A tool to look.  [builtin, in-process]\n"))
    }
}

/// What a person answers when asked, and what comes of it.
struct Asked: Sendable, CustomTestStringConvertible {
    var answers: [String]
    var made: [String]
    /// What the model is told, in part.
    var told = ""

    var testDescription: String { answers.joined(separator: ", ") }
}
