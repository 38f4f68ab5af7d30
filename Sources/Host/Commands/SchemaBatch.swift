// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import HTTPAPI
import JSON
import JSONSchema

/// Answers lines that ask whether an instance satisfies a schema, each by itself.
enum SchemaBatch {
    /// The longest line, in bytes: the largest schema and a large instance together.
    static let lineBytes = 32 << 20

    /// Arrays and objects may be nested as deep as in a file; the line itself adds the levels of its own.
    private static let limits = JSONLimits(bytes: lineBytes, depth: JSONLimits().depth + 2)

    /// Why a line has no verdict.
    private struct Refusal: Error {
        let code: String
        let sentence: String

        init(code: String, _ sentence: String) {
            self.code = code
            self.sentence = sentence
        }

        init(_ error: some UserFacingError) {
            self.init(code: error.code, error.message)
        }
    }

    /// `{"valid":…,"violations":[…]}`, or `{"error":…,"code":…}` where the line cannot be used.
    ///
    /// Members of the line's objects that stand there twice are listed under `duplicateKeys`.
    static func answer(to line: LineCutter.Line) -> JSONObject {
        do throws(Refusal) {
            return try verdict(on: line)
        } catch {
            return ["error": .string(error.sentence), "code": .string(error.code)]
        }
    }

    private static func verdict(on line: LineCutter.Line) throws(Refusal) -> JSONObject {
        guard case .bytes(let bytes) = line else {
            throw Refusal(code: JSONError.Reason.tooLarge.rawValue, "The line is over \(lineBytes) bytes.")
        }
        let document: JSONDocument
        do {
            document = try JSONDocument(parsing: bytes.span, limits: limits)
        } catch {
            throw Refusal(error)
        }
        guard let members = document.value.object else {
            throw invalid("The line is \(document.value.kind), not an object.")
        }
        guard let source = members["schema"] else { throw invalid("The line has no \"schema\".") }
        guard let instance = members["instance"] else { throw invalid("The line has no \"instance\".") }
        let options = try options(members)
        var answer: JSONObject
        do throws(SchemaError) {
            answer = SchemaVerdict.members(
                try Schema(compiling: source, options: options).validate(instance))
        } catch {
            throw Refusal(error)
        }
        if !document.duplicateKeys.isEmpty {
            answer["duplicateKeys"] = .array(document.duplicateKeys.map { .string($0.description) })
        }
        return answer
    }

    private static func options(_ members: JSONObject) throws(Refusal) -> SchemaOptions {
        var options = SchemaOptions(unknownKeywords: .annotations)
        if let draft = members["draft"] {
            guard let name = draft.string, let known = DraftArgument(argument: name) else {
                throw invalid("\"draft\" must be \"2020-12\" or \"7\".")
            }
            options.dialect = known.dialect
        }
        if let assertion = members["assertFormat"] {
            guard let isAsserted = assertion.bool else {
                throw invalid("\"assertFormat\" must be true or false.")
            }
            options.assertsFormats = isAsserted
        }
        if let documents = members["documents"] {
            guard let documents = documents.object else {
                throw invalid("\"documents\" must be an object of schemas by their URI.")
            }
            for (uri, document) in documents { options.documents[uri] = document }
        }
        return options
    }

    private static func invalid(_ sentence: String) -> Refusal {
        Refusal(code: "invalid_request", sentence)
    }
}

/// What the schema commands say of an instance, or of a schema.
enum SchemaVerdict {
    static func members(_ violations: [SchemaViolation]) -> JSONObject {
        [
            "valid": .bool(violations.isEmpty), "violations": .array(violations.map { .object($0.members) }),
        ]
    }
}
