// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// The official suites, through the program: one process a suite, one line a test.
@Suite(.timeLimit(.minutes(10))) struct SchemaSuiteTests {
    private static let schemaSuite = TestData.folder("json-schema-test-suite")
    private static let parsingSuite = TestData.folder("json-test-suite/test_parsing")

    /// Where the suite expects its documents to be served.
    private static let server = "http://localhost:1234/"

    /// A line and what its answer must say.
    private struct Question {
        let name: String
        let line: [UInt8]
        let isRight: (JSONValue) -> Bool
    }

    @Test(
        .enabled(if: schemaSuite != nil, "JSON-Schema-Test-Suite is not here; set TOOLHOST_TEST_DATA"),
        arguments: [("draft2020-12", "2020-12"), ("draft7", "7")])
    func `every required test of the JSON-Schema-Test-Suite passes`(folder: String, draft: String)
        async throws
    {
        let suite = try #require(Self.schemaSuite)
        let documents = JSONValue.object(try Self.documents(suite.appending(path: "remotes")))
        var questions: [Question] = []
        for file in try TestData.files(in: suite.appending(path: "tests/\(folder)")) {
            let groups = try #require(try JSONValue(parsing: Array(Data(contentsOf: file))).array)
            for group in groups {
                let schema = try #require(group["schema"])
                var common: JSONObject = ["schema": schema, "draft": .string(draft)]
                // The documents are many; only few tests need one.
                if schema.jsonText().contains(Self.server) { common["documents"] = documents }
                for test in try #require(group["tests"]?.array) {
                    var question = common
                    question["instance"] = test["data"]
                    let names = [group["description"]?.string, test["description"]?.string].map { $0 ?? "" }
                    questions.append(
                        Question(
                            name: "\(file.lastPathComponent): \(names.joined(separator: ": "))",
                            line: JSONValue.object(question).jsonBytes(),
                            isRight: { $0["valid"] == test["valid"] }))
                }
            }
        }
        #expect(questions.count > 900)
        try await Self.ask(questions, suite: "JSON-Schema-Test-Suite \(folder)")
    }

    @Test(.enabled(if: parsingSuite != nil, "JSONTestSuite is not here; set TOOLHOST_TEST_DATA"))
    func `every file of JSONTestSuite is accepted or refused as its name says`() async throws {
        var questions: [Question] = []
        for file in try TestData.files(in: try #require(Self.parsingSuite)) {
            let text = Array(try Data(contentsOf: file))
            // A line feed in a text is white space or a fault; where it is a fault, so is a carriage return.
            let line = text.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: "\r") : $0 }
            let name = file.lastPathComponent
            questions.append(
                Question(
                    name: name,
                    line: Array(#"{"schema":true,"instance":"#.utf8) + line + Array("}".utf8),
                    isRight: { answer in
                        switch name.prefix(2) {
                        case "y_": answer["valid"] == true
                        case "n_": answer["code"]?.string?.hasPrefix("json_") == true
                        default: answer["valid"] == true || answer["code"] != nil
                        }
                    }))
        }
        #expect(questions.count > 300)
        try await Self.ask(questions, suite: "JSONTestSuite")
    }

    /// Puts the questions to `toolhost schema validate --batch` and says how many answers were right.
    private static func ask(_ questions: [Question], suite: String) async throws {
        let input = Data(questions.map(\.line).joined(separator: [UInt8(ascii: "\n")]) + [UInt8(ascii: "\n")])
        let done = try await RunningHost.withFolder { folder in
            try await FinishedProcess.run(
                BuiltHost.executable.path, ["schema", "validate", "--batch"], input: input,
                environment: RunningHost.settings(for: folder), in: folder)
        }
        #expect(done.status == 0, "\(done.errors)")
        let answers = done.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        try #require(answers.count == questions.count)
        var passed = 0
        for (question, answer) in zip(questions, answers) {
            let isRight = question.isRight(try JSONValue(parsing: String(answer)))
            if isRight { passed += 1 } else { Issue.record("\(question.name): \(answer)") }
        }
        print("\(suite): \(passed) passed, \(questions.count - passed) failed")
    }

    /// What references may lead to, by the URI under which the suite expects a server for it.
    private static func documents(_ folder: URL) throws -> JSONObject {
        let paths = try #require(FileManager.default.enumerator(atPath: folder.path))
        var documents = JSONObject()
        for case let path as String in paths where path.hasSuffix(".json") {
            let bytes = Array(try Data(contentsOf: folder.appending(path: path)))
            documents[Self.server + path] = try JSONValue(parsing: bytes)
        }
        return documents
    }
}
