// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema

/// A call that is known to work, or to fail, as its author declares it.
struct ManifestExample: Sendable, Hashable {
    let arguments: JSONObject
    let outcome: Outcome

    enum Outcome: Sendable, Hashable {
        /// Exactly this.
        case result(JSONObject)
        /// The function's refusal, word by word.
        case error(String)
    }
}

/// Reads the examples of one function and holds them against its schemas.
struct ExampleReader {
    private let input: Schema
    private let output: Schema

    init(input: JSONObject, output: JSONObject, at pointer: JSONPointer) throws(ManifestFault) {
        do throws(SchemaError) {
            self.input = try Schema(compiling: .object(input))
            self.output = try Schema(compiling: .object(output))
        } catch {
            throw ManifestFault(
                pointer: JSONPointer(
                    tokens: pointer.tokens + ["input_schema"] + (error.pointer?.tokens ?? [])),
                reason: error.message.droppingFullStop, code: .invalidSchema)
        }
    }

    func read(_ value: JSONValue, at pointer: JSONPointer) throws(ManifestFault) -> ManifestExample {
        let members = try ManifestMembers(value, at: pointer, known: ["arguments", "result", "error"])
        guard let arguments = try members.object("arguments") else {
            throw members.fault(nil, "\"arguments\" is missing")
        }
        try check(arguments, input, at: pointer.appending("arguments"), "the arguments")
        switch (try members.object("result"), try members.text("error")) {
        case (let result?, nil):
            try check(result, output, at: pointer.appending("result"), "the result")
            return ManifestExample(arguments: arguments, outcome: .result(result))
        case (nil, let error?): return ManifestExample(arguments: arguments, outcome: .error(error))
        default: throw members.fault(nil, "an example has either a \"result\" or an \"error\"")
        }
    }

    private func check(
        _ object: JSONObject, _ schema: Schema, at pointer: JSONPointer, _ what: String
    ) throws(ManifestFault) {
        let reason: String
        do throws(SchemaError) {
            guard let first = try schema.validate(.object(object)).first else { return }
            reason = first.message.droppingFullStop
        } catch {
            reason = error.message.droppingFullStop
        }
        throw ManifestFault(
            pointer: pointer, reason: "the example cannot be right, \(what) against the schema: \(reason)",
            code: .invalidExample)
    }
}
