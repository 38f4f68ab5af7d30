// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import Host

@Suite struct CommandTests {
    @Test(arguments: [
        (["call"], "toolhost: command line: Missing expected argument '<name>'"),
        (["call", "nope", "{"], "toolhost: call nope: The arguments are not JSON"),
        (["call", "nope", "[1]"], "toolhost: call nope: The arguments must be a JSON object, not array."),
        (["call", "nope", "{}"], "toolhost: call nope: There is no tool \"nope\"."),
        (["tools", "--config", "/nowhere/x.yaml"], "toolhost: settings: There is no file /nowhere/x.yaml."),
        (["tools", "--tool-timeout", "5"], "toolhost: settings: --tool-timeout (command line) is \"5\""),
        (["serve", "--port", "http"], "toolhost: settings: --port (command line) is \"http\""),
        (["serve", "--host", "0.0.0.0"], "toolhost: settings: HOST is 0.0.0.0"),
        (
            ["parse", "/nowhere/x"],
            "toolhost: parse: /nowhere/x cannot be opened: No such file or directory."
        ),
        (["parse", "--tools", "/nowhere/x"], "toolhost: parse: /nowhere/x cannot be opened"),
        (["parse", "--tools", "/"], "toolhost: parse: / cannot be read: Is a directory."),
        (
            ["parse", "--format", "xml"],
            "toolhost: command line: The value 'xml' is invalid for '--format <format>'"
        ),
        (["model", "serve", "--port", "65536"], "toolhost: command line: The port must be from 0 to 65535."),
        (["model", "serve", "--script", "/nowhere/x"], "toolhost: model serve: /nowhere/x cannot be opened"),
        (
            ["model", "serve", "--script", "/dev/null"],
            "toolhost: model serve: The script has no line to play."
        ),
        (["repl", "--script", "/nowhere/x"], "toolhost: repl: /nowhere/x cannot be opened"),
    ])
    func `unusable input is status 2 and says why`(arguments: [String], complaint: String) async {
        let run = await ProgramRun(arguments)
        #expect(run.status == .unusable)
        #expect(run.output.isEmpty)
        #expect(run.complaints.hasPrefix(complaint), "\(run.complaints)")
    }

    @Test func `json tells of a failure on stdout`() async {
        let run = await ProgramRun(["call", "nope", "--json"])
        #expect(run.status == .unusable)
        #expect(run.output.hasPrefix(#"{"error":"There is no tool \"nope\".","code":"unknown_tool""#))
        #expect(run.complaints.isEmpty)
    }

    @Test(arguments: [
        (#"[{"name":"math","parameters":{"type":"object"}}]"#, nil),
        (#"[{"type":"function","function":{"name":"math"}}]"#, nil),
        ("[]", nil),
        ("{}", "is not a JSON array of tools."), ("[", "is not JSON: "), (#"[{}]"#, "/0 has no name."),
        (#"[{"name":"a"},{"name":"b","parameters":{"type":"nonsense"}}]"#, "The schema of \"b\""),
    ])
    func `tools can be given in a file`(text: String, complaint: String?) async throws {
        try await withTemporaryFolder { folder in
            let tools = folder + "/tools.json"
            let input = folder + "/input.txt"
            try Data(text.utf8).write(to: URL(filePath: tools))
            try Data("hello".utf8).write(to: URL(filePath: input))
            let run = await ProgramRun(["parse", "--tools", tools, input])
            guard let complaint else {
                #expect(run.status == .ok)
                #expect(
                    run.output == """
                        {"type":"chunk","data":"hello"}
                        {"type":"done","data":{"finishReason":"stop"}}

                        """
                )
                return
            }
            #expect(run.status == .unusable)
            #expect(run.complaints.contains(complaint))
        }
    }
}
