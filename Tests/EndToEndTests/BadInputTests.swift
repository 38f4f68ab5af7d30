// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// Bytes that nobody should have to expect, and what the commands say of them.
private struct BadInput: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: @Sendable () -> Data
    /// What `schema check` ends with and says, on stdout for 0 and 1 and on stderr for 2.
    let status: Int32
    let sentence: String
    /// The code under which a line of `schema validate --batch` with it as its schema is refused; nil where it is not.
    let code: String?

    init(_ name: String, _ text: String, _ status: Int32, _ sentence: String, code: String?) {
        self.init(name, bytes: { Data(text.utf8) }, status, sentence, code: code)
    }

    init(
        _ name: String, bytes: @escaping @Sendable () -> Data, _ status: Int32, _ sentence: String,
        code: String?
    ) {
        testDescription = name
        self.bytes = bytes
        self.status = status
        self.sentence = sentence
        self.code = code
    }
}

private func nested(_ count: Int) -> Data {
    Data((String(repeating: #"{"not":"#, count: count) + "true" + String(repeating: "}", count: count)).utf8)
}

private let cases: [BadInput] = [
    BadInput(
        "50 MB",
        bytes: { Data(#"{"enum":["#.utf8) + Data(repeating: 0x20, count: 50_000_000) + Data("1]}".utf8) },
        2, "is larger than 16777216 bytes", code: "json_too_large"),
    BadInput(
        "ten thousand levels", bytes: { nested(10_000) }, 2, "nested over 512 deep", code: "json_too_deep"),
    BadInput(
        "three hundred levels", bytes: { nested(300) }, 1, "The schema is nested over 256 deep",
        code: "schema_too_deep"),
    BadInput(
        "a hundred thousand subschemas",
        bytes: { Data(#"{"anyOf":[true\#(String(repeating: ",true", count: 100_000))]}"#.utf8) }, 1,
        "The schema has over 100000 subschemas.", code: "schema_too_many_nodes"),
    BadInput(
        "references in a circle", ##"{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}"##, 1,
        "refers to itself without going deeper", code: "schema_reference_cycle"),
    BadInput(
        "a reference to the network", #"{"$ref":"http://example.org/a"}"#, 1, "leads nowhere",
        code: "schema_unresolved_reference"),
    BadInput(
        "a zero character in a key", #"{"properties":{"a\u0000b":{"type":"null"}}}"#, 0, #"{"valid":true"#,
        code: nil),
    BadInput("a zero byte in a key", "{\"a\u{0}b\":1}", 2, "must be escaped", code: "json_control_character"),
    BadInput("a key that is there twice", #"{"type":"null","type":"null"}"#, 0, #"{"valid":true"#, code: nil),
    BadInput("NaN", #"{"minimum":NaN}"#, 2, "a value cannot start with 'N'", code: "json_unexpected_byte"),
    BadInput("Infinity", #"{"minimum":-Infinity}"#, 2, "not a number", code: "json_invalid_number"),
    BadInput(
        "half a surrogate pair", #"{"title":"\ud83d"}"#, 2, "half of a surrogate pair",
        code: "json_lone_surrogate"),
    BadInput(
        "a byte order mark", bytes: { Data([0xEF, 0xBB, 0xBF]) + Data("{}".utf8) }, 2, "byte order mark",
        code: "json_unexpected_byte"),
    BadInput(
        "UTF-16", bytes: { Data(#"{"type":"null"}"#.utf16.flatMap { [UInt8($0), 0] }) }, 2,
        "the text is UTF-16",
        code: "json_unexpected_byte"),
    BadInput(
        "bytes that are no UTF-8",
        bytes: { Data(#"{"title":""#.utf8) + Data([0xC3, 0x28]) + Data("\"}".utf8) }, 2,
        "not valid UTF-8", code: "json_invalid_utf8"),
    BadInput(
        "half a schema", #"{"type":"obj"#, 2, "the text ends before the value does",
        code: "json_unexpected_byte"),
    BadInput("nothing", "", 2, "there is no value", code: "json_unexpected_byte"),
    BadInput("half a pattern", #"{"pattern":"(a"}"#, 1, "is not valid", code: "schema_invalid_pattern"),
]

@Suite(.timeLimit(.minutes(10))) struct BadInputTests {
    /// More than the program takes for any of these, and far less than the worst would without limits.
    private static let memoryKiB = 600 << 10
    /// Runs a program and writes the most memory that it had, in KiB, to the file named first.
    private static let measuring = """
        import resource, subprocess, sys
        done = subprocess.run(sys.argv[2:])
        open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
        sys.exit(done.returncode)
        """

    private static func run(
        _ arguments: [String], input: Data = Data(), in folder: URL
    ) async throws -> FinishedProcess {
        let memory = folder.appending(path: "memory")
        let done = try await FinishedProcess.run(
            "/usr/bin/env",
            ["python3", "-c", measuring, memory.path, BuiltHost.executable.path] + arguments, input: input,
            environment: RunningHost.settings(for: folder), in: folder)
        let taken = try #require(Int(try String(contentsOf: memory, encoding: .utf8)))
        #expect(taken < memoryKiB, "\(arguments) took \(taken) KiB")
        return done
    }

    @Test(arguments: cases)
    private func `a schema from anywhere has a named error, or none`(example: BadInput) async throws {
        try await RunningHost.withFolder { folder in
            let file = folder.appending(path: "schema.json")
            try example.bytes().write(to: file)
            let done = try await Self.run(["schema", "check", file.path], in: folder)
            #expect(done.status == example.status, "\(done.errors)")
            let said = example.status == 2 ? done.errors : done.output
            #expect(said.contains(example.sentence), "\(said)")
        }
    }

    @Test func `a batch answers each of them, and what stands between`() async throws {
        try await RunningHost.withFolder { folder in
            let plain = Data("{\"schema\":true,\"instance\":1}\n".utf8)
            var input = Data()
            for example in cases {
                input += Data(#"{"schema":"#.utf8) + example.bytes() + Data(",\"instance\":1}\n".utf8) + plain
            }
            let done = try await Self.run(["schema", "validate", "--batch"], input: input, in: folder)
            #expect(done.status == 0, "\(done.errors)")
            let answers = try done.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            try #require(answers.count == 2 * cases.count)
            for (index, example) in cases.enumerated() {
                #expect(
                    answers[2 * index]["code"]?.string == example.code, "\(example): \(answers[2 * index])")
                #expect(answers[2 * index + 1]["valid"] == true)
            }
        }
    }

    @Test func `a pattern that runs away is stopped`() async throws {
        try await RunningHost.withFolder { folder in
            let schema = folder.appending(path: "schema.json")
            try #"{"pattern":"^(a+)+$"}"#.write(to: schema, atomically: true, encoding: .utf8)
            let text = "\"" + String(repeating: "a", count: 100_000) + "!\""
            let done = try await Self.run(
                ["schema", "validate", "--schema", schema.path], input: Data(text.utf8), in: folder)
            #expect(done.status == 2)
            #expect(
                done.errors.contains("Matching the pattern \"^(a+)+$\" was given up after 1000000 steps."))
            let line = #"{"schema":{"pattern":"^(a+)+$"},"instance":\#(text)}"#
            let answer = try await Self.run(
                ["schema", "validate", "--batch"], input: Data(line.utf8), in: folder)
            #expect(try JSONValue(parsing: answer.output)["code"] == "schema_pattern_work")
        }
    }

    @Test func `a large instance is read up to a limit`() async throws {
        try await RunningHost.withFolder { folder in
            let schema = folder.appending(path: "schema.json")
            try "true".write(to: schema, atomically: true, encoding: .utf8)
            let text = Data("[".utf8) + Data(repeating: 0x20, count: 60_000_000) + Data("]".utf8)
            let done = try await Self.run(
                ["schema", "validate", "--schema", schema.path], input: text, in: folder)
            #expect(done.status == 2)
            #expect(done.errors.contains("standard input is larger than 33554432 bytes."))
        }
    }
}
