// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@testable import REPL

@Suite struct REPLCommandTests {
    @Test(arguments: [
        ("", REPLCommand.nothing), ("  \t ", .nothing), ("hello", .chat("hello")),
        ("  hello  ", .chat("hello")),
        ("//usr/bin is a folder", .chat("/usr/bin is a folder")), ("/help", .help), (" /help ", .help),
        ("/tools", .tools), ("/quit", .quit), ("/approve greet ", .approve("greet")),
        ("what is 1/2?", .chat("what is 1/2?")),
        ("/call math", .call(name: "math", arguments: [:])),
        ("/call math {}", .call(name: "math", arguments: [:])),
        ("/call math{\"expr\":\"1\"}", .call(name: "math", arguments: ["expr": "1"])),
        ("/call  math   {\"a\": {\"b\": [1]}} ", .call(name: "math", arguments: ["a": ["b": [1]]])),
    ])
    func `a line is read as a command`(line: String, command: REPLCommand) throws {
        #expect(try REPLCommand(line: line) == command)
    }

    @Test(arguments: [
        ("/halp", REPLError.unknownCommand("/halp"), "Did you mean \"/help\"?"),
        ("/", .unknownCommand("/"), "/help lists the commands."),
        ("/HELP", .unknownCommand("/HELP"), "Did you mean \"/help\"?"),
        ("/call", .missingToolName, "Write it like this: /call math {\"expr\": \"6 * 7\"}"),
        ("/call {\"a\":1}", .missingToolName, "Write it like this: /call math {\"expr\": \"6 * 7\"}"),
        (
            "/call math [1]", .argumentsNotAnObject(kind: "array"),
            "Write it like this: /call math {\"expr\": \"6 * 7\"}"
        ),
    ])
    func `a wrong line is refused with a hint`(line: String, error: REPLError, hint: String) {
        let thrown = #expect(throws: REPLError.self) { try REPLCommand(line: line) }
        #expect(thrown == error)
        #expect(thrown?.hint == hint)
    }

    @Test(arguments: ["/call math {", "/call math {} x", "/call math nonsense"])
    func `arguments that are not JSON say where`(line: String) {
        let thrown = #expect(throws: REPLError.self) { try REPLCommand(line: line) }
        #expect(thrown?.code == "malformed_json")
    }

    @Test func `every command of the list is read`() throws {
        for row in REPLCommand.Row.all {
            let examples = ["/call": "/call math {}", "/approve": "/approve greet"]
            _ = try REPLCommand(line: examples[row.name] ?? row.name)
        }
    }
}
