// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import Host

/// A run of a schema command on a schema and, for `validate`, an instance.
private struct SchemaRun: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let schema: String
    var instance: String?
    var options: [String] = []
    let status: CommandStatus
    /// What stdout begins with; nil where nothing is due there.
    var output: String?
    /// What stderr has somewhere.
    var complaint: String?
}

private let valid = "{\"valid\":true,\"violations\":[]}\n"

private let cases: [SchemaRun] = [
    SchemaRun(testDescription: "a sound schema", schema: #"{"type":"object"}"#, status: .ok, output: valid),
    SchemaRun(testDescription: "true is a schema", schema: "true", status: .ok, output: valid),
    SchemaRun(
        testDescription: "a faulty keyword", schema: #"{"properties":{"a":{"minLength":-1}}}"#,
        status: .failed,
        output: #"{"valid":false,"violations":[{"instanceLocation":"/properties/a/minLength","#),
    SchemaRun(
        testDescription: "no schema at all", schema: "[]", status: .failed,
        output: #"{"valid":false,"violations":[{"instanceLocation":"","#),
    SchemaRun(
        testDescription: "a reference that leads nowhere", schema: ##"{"$ref":"#/$defs/a"}"##,
        status: .failed,
        output: #"{"valid":false,"violations":[{"instanceLocation":"/$ref","#),
    SchemaRun(
        testDescription: "a pattern that is none", schema: #"{"pattern":"("}"#, status: .failed,
        output:
            #"{"valid":false,"violations":[{"instanceLocation":"/pattern","keywordLocation":"","keyword":"pattern""#
    ),
    SchemaRun(
        testDescription: "a misspelt keyword", schema: #"{"propertis":{}}"#, status: .ok, output: valid,
        complaint: "unknown keyword \"propertis\". Did you mean \"properties\""),
    SchemaRun(
        testDescription: "a member that is there twice", schema: #"{"type":"null","type":"null"}"#,
        status: .ok,
        output: valid, complaint: "the later ones count: /type"),
    SchemaRun(
        testDescription: "an array of items, as draft-07 has it", schema: #"{"items":[true]}"#,
        options: ["--draft", "7"], status: .ok, output: valid),
    SchemaRun(
        testDescription: "an array of items, as 2020-12 has it not", schema: #"{"items":[true]}"#,
        status: .failed, output: #"{"valid":false,"violations":[{"instanceLocation":"/items","#),
    SchemaRun(
        testDescription: "what is not JSON", schema: "{", status: .unusable,
        complaint: "Not valid JSON at line 1, column 2"),
    SchemaRun(
        testDescription: "a value that is valid", schema: #"{"type":"integer"}"#, instance: "5", status: .ok,
        output: valid),
    SchemaRun(
        testDescription: "a value that is not", schema: #"{"type":"integer"}"#, instance: "\"x\"",
        status: .failed,
        output: #"{"valid":false,"violations":[{"instanceLocation":"","keywordLocation":"/type","#),
    SchemaRun(
        testDescription: "a format is noted", schema: #"{"format":"date"}"#, instance: "\"x\"", status: .ok,
        output: valid),
    SchemaRun(
        testDescription: "a format is asserted", schema: #"{"format":"date"}"#, instance: "\"x\"",
        options: ["--format-assertion"], status: .failed, output: #"{"valid":false,"violations":["#),
    SchemaRun(
        testDescription: "a draft is chosen", schema: #"{"items":[{"type":"null"}]}"#, instance: "[1]",
        options: ["--draft", "7"], status: .failed, output: #"{"valid":false,"violations":["#),
    SchemaRun(
        testDescription: "a schema that cannot be used", schema: #"{"type":"strng"}"#, instance: "1",
        status: .unusable, complaint: "toolhost: schema validate: The keyword \"type\" at /type must be"),
    SchemaRun(
        testDescription: "a value that is not JSON", schema: "true", instance: "NaN", status: .unusable,
        complaint: "Not valid JSON"),
    SchemaRun(
        testDescription: "a draft that is not known", schema: "true", instance: "1",
        options: ["--draft", "4"],
        status: .unusable, complaint: "The value '4' is invalid for '--draft <draft>'"),
]

@Suite struct SchemaCommandTests {
    @Test(arguments: cases)
    private func `status and output say what came of it`(example: SchemaRun) async throws {
        try await withTemporaryFolder { folder in
            func file(_ name: String, _ text: String) throws -> String {
                try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
                return "\(folder)/\(name)"
            }
            let schema = try file("schema.json", example.schema)
            var arguments = ["schema"]
            if let instance = example.instance {
                arguments += ["validate", "--schema", schema, try file("instance.json", instance)]
            } else {
                arguments += ["check", schema]
            }
            let run = await ProgramRun(arguments + example.options)
            #expect(run.status == example.status, "\(run)")
            #expect(example.output.map(run.output.hasPrefix) ?? run.output.isEmpty, "\(run.output)")
            #expect(
                example.complaint.map(run.complaints.contains) ?? run.complaints.isEmpty, "\(run.complaints)")
        }
    }

    @Test(arguments: [
        (["schema", "check", "/nowhere/x"], "toolhost: schema check: /nowhere/x cannot be opened"),
        (["schema", "validate"], "toolhost: command line: --schema names the schema's file"),
        (
            ["schema", "validate", "--schema", "-"],
            "toolhost: command line: The schema and the value cannot both"
        ),
        (["schema", "validate", "--batch", "x"], "toolhost: command line: With --batch the lines say"),
    ])
    func `unusable options are status 2 and say why`(arguments: [String], complaint: String) async {
        let run = await ProgramRun(arguments)
        #expect(run.status == .unusable)
        #expect(run.complaints.hasPrefix(complaint), "\(run.complaints)")
    }
}
