// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// `minLength`, `maxLength`, `pattern` and `format`.
    func compileStringKeywords(
        of object: SchemaObject, into keywords: inout [any SchemaKeyword]
    ) throws(SchemaError) {
        let low = try object.count("minLength")
        let high = try object.count("maxLength")
        if low != nil || high != nil { keywords.append(LengthKeyword(low: low ?? 0, high: high ?? .max)) }
        if let text = try object.string("pattern") {
            keywords.append(
                PatternKeyword(pattern: try pattern(text, at: object.pointer.appending("pattern"))))
        }
        guard let name = try object.string("format") else { return }
        let isAsserted = options.assertsFormats || object.dialect.vocabularies.contains(.formatAssertion)
        guard isAsserted, let format = StringFormat(rawValue: name) else { return }
        keywords.append(FormatKeyword(format: format))
    }

    func pattern(_ text: String, at pointer: JSONPointer) throws(SchemaError) -> Pattern {
        do throws(PatternError) {
            return try Pattern(text)
        } catch {
            throw .invalidPattern(pointer, pattern: text, reason: error.reason)
        }
    }
}

/// `minLength` and `maxLength`, in code points.
private struct LengthKeyword: SchemaKeyword {
    let low: Int
    let high: Int

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .string(let text) = instance else { return true }
        let bytes = text.utf8.count
        // A code point has one to four bytes, so the bytes alone often decide.
        if bytes <= high, bytes / 4 >= low { return true }
        try evaluation.spend(bytes / 64)
        let length = text.unicodeScalars.count
        if length < low { return evaluation.failExpectation("minLength", .bound, instance) }
        if length > high { return evaluation.failExpectation("maxLength", .bound, instance) }
        return true
    }
}

/// `pattern`, found anywhere in the string.
private struct PatternKeyword: SchemaKeyword {
    let pattern: Pattern

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .string(let text) = instance else { return true }
        return try evaluation.matches(pattern, text)
            || evaluation.failExpectation("pattern", .bound, instance)
    }
}

/// `format`, where it is asserted.
private struct FormatKeyword: SchemaKeyword {
    let format: StringFormat

    func validate(_ instance: JSONValue, in evaluation: inout Evaluation) throws(SchemaError) -> Bool {
        guard case .string(let text) = instance else { return true }
        try evaluation.spend(text.utf8.count / 16)
        return format.accepts(text)
            || evaluation.fail(
                "format", .bound, instance, expected: format.phrase,
                "expected \(format.phrase), got \(ValuePreview.text(of: instance))"
            )
    }
}

extension Evaluation {
    /// Whether the pattern is found in `text`.
    mutating func matches(_ pattern: Pattern, _ text: String) throws(SchemaError) -> Bool {
        guard let search = pattern.search(text, atMost: program.limits.patternSteps) else {
            throw .patternWork(pattern: pattern.text, limit: program.limits.patternSteps)
        }
        try spend(1 + text.utf8.count / 16 + search.steps)
        return search.isFound
    }
}
