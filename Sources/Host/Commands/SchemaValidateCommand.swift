// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Diagnostics
import JSON
import JSONSchema

/// `toolhost schema validate`: whether a value satisfies a schema.
struct SchemaValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Say whether a JSON value satisfies a schema, and why it does not.",
        discussion: """
            Prints {"valid": …, "violations": […]} and ends with 0 for a valid value, 1 for an invalid one, and 2 where \
            the schema or the value cannot be used.

            With --batch each line of standard input is an object {"schema": …, "instance": …, "draft": "2020-12" or \
            "7", "documents": {uri: schema}, "assertFormat": true or false}, of which the first two are required. Each \
            line has one line for an answer, in order: as above, or {"error": …, "code": …}.
            """
    )

    @Option(name: .customLong("schema"), help: "The schema's file.")
    var schema: String?

    @Option(name: .customLong("draft"), help: "The dialect of a schema that names none. [2020-12]")
    var draft: DraftArgument?

    @Flag(
        name: .customLong("format-assertion"), help: "Check what \"format\" says instead of only noting it.")
    var assertsFormats = false

    @Flag(name: .customLong("batch"), help: "Answer the lines of standard input.")
    var isBatch = false

    @Argument(help: "The value's file. [standard input]")
    var instance: String?

    private static let what = "schema validate"

    func validate() throws {
        if isBatch {
            let isAlone = schema == nil && draft == nil && !assertsFormats && instance == nil
            guard isAlone else {
                throw ValidationError("With --batch the lines say what to do; it takes no other options.")
            }
        } else if schema == nil {
            throw ValidationError("--schema names the schema's file; or use --batch.")
        } else if schema == "-", (instance ?? "-") == "-" {
            throw ValidationError("The schema and the value cannot both come from standard input.")
        }
    }

    func run() async throws {
        guard !isBatch else { return try await answerLines() }
        let source = try await SchemaFile.read(schema, limitBytes: SchemaFile.schemaBytes, for: Self.what)
        var options = SchemaOptions(unknownKeywords: .annotations, assertsFormats: assertsFormats)
        if let draft { options.dialect = draft.dialect }
        let violations: [SchemaViolation]
        do {
            let schema = try Schema(compiling: source, options: options)
            let value = try await SchemaFile.read(
                instance, limitBytes: SchemaFile.instanceBytes, for: Self.what)
            violations = try schema.validate(value)
        } catch let error as SchemaError {
            throw CommandFailure(.unusable, Self.what, error)
        }
        try await Console.answer(JSONValue.object(SchemaVerdict.members(violations)).jsonText() + "\n")
        guard violations.isEmpty else { throw CommandStatus.failed }
    }

    private func answerLines() async throws {
        var cutter = LineCutter(limitBytes: SchemaBatch.lineBytes)
        while let bytes = try await ByteInput.standard.next(for: Self.what) {
            try await answer(cutter.feed(bytes))
        }
        if let last = cutter.finish() { try await answer([last]) }
    }

    private func answer(_ lines: [LineCutter.Line]) async throws {
        guard !lines.isEmpty else { return }
        let answers = lines.map { JSONValue.object(SchemaBatch.answer(to: $0)).jsonText() + "\n" }
        try await Console.answer(answers.joined())
    }
}
