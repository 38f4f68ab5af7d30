// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Diagnostics
import JSON
import JSONSchema

/// `toolhost schema`: JSON Schema by itself.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Check JSON Schemas, and values against them.",
        subcommands: [SchemaCheckCommand.self, SchemaValidateCommand.self]
    )
}

/// `toolhost schema check`: whether a schema is sound.
struct SchemaCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say whether a schema is sound, and what is wrong where it is not.",
        discussion: """
            Prints {"valid": …, "violations": […]} and ends with 0 for a sound schema, 1 for a faulty one, and 2 for \
            what is not JSON. References that lead out of the schema are never fetched.
            """
    )

    @Option(name: .customLong("draft"), help: "The dialect of a schema that names none. [2020-12]")
    var draft: DraftArgument?

    @Argument(help: "The schema's file; - reads it from standard input.")
    var file: String

    private static let what = "schema check"

    func run() async throws {
        let schema = try await SchemaFile.read(file, limitBytes: SchemaFile.schemaBytes, for: Self.what)
        var options = SchemaOptions(unknownKeywords: .annotations)
        if let draft { options.dialect = draft.dialect }
        let faults = Schema.faults(in: schema, options: options)
        if faults.isEmpty { try await remarkOnUnknownKeywords(in: schema, options) }
        try await Console.answer(JSONValue.object(SchemaVerdict.members(faults)).jsonText() + "\n")
        guard faults.isEmpty else { throw CommandStatus.failed }
    }

    /// The standard lets unknown keywords pass, but they are misspelt ones mostly.
    private func remarkOnUnknownKeywords(in schema: JSONValue, _ options: SchemaOptions) async throws {
        var strict = options
        strict.unknownKeywords = .refused
        do throws(SchemaError) {
            _ = try Schema(compiling: schema, options: strict)
        } catch {
            let hint = error.hint.map { " \($0)" } ?? ""
            try await Console.remark(
                "\(Self.what): \(error.message)\(hint) It has no effect here; a tool with it is refused.")
        }
    }
}

/// A dialect as the command line names it.
struct DraftArgument: ExpressibleByArgument {
    let dialect: SchemaDialect

    init?(argument: String) {
        switch argument {
        case "2020-12": dialect = .draft2020
        case "7": dialect = .draft7
        default: return nil
        }
    }

    var defaultValueDescription: String { dialect == .draft7 ? "7" : "2020-12" }

    static let allValueStrings = ["2020-12", "7"]
}

/// Reads the JSON files of the schema commands.
enum SchemaFile {
    /// The longest schema, in bytes: the largest public ones, of cloud templates, have half as much.
    static let schemaBytes = 16 << 20
    /// The longest instance, in bytes; in memory it takes up to twenty times as much.
    static let instanceBytes = 32 << 20

    /// The value in a file, nil and `-` being standard input; says on stderr which members are there twice.
    ///
    /// - Throws: `CommandFailure` when it cannot be read or is not JSON.
    static func read(_ path: String?, limitBytes: Int, for command: String) async throws -> JSONValue {
        let (bytes, name) = try await ByteInput.with(path, for: command) { input in
            (try await input.all(limitBytes: limitBytes, for: command), input.name)
        }
        let document: JSONDocument
        do {
            document = try JSONDocument(parsing: bytes.span, limits: JSONLimits(bytes: limitBytes))
        } catch {
            throw CommandFailure(.unusable, command, "\(name): \(error.message)", hint: error.hint)
        }
        if !document.duplicateKeys.isEmpty {
            let places = document.duplicateKeys.map(\.description).joined(separator: ", ")
            try await Console.remark("\(command): \(name) has members twice, the later ones count: \(places)")
        }
        return document.value
    }
}
