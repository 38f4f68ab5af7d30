// SPDX-License-Identifier: Apache-2.0

/// Keywords that are compiled together.
struct KeywordFamilies: OptionSet, Sendable, Hashable {
    let rawValue: UInt16

    static let core = KeywordFamilies(rawValue: 1)
    static let values = KeywordFamilies(rawValue: 2)
    static let numbers = KeywordFamilies(rawValue: 4)
    static let strings = KeywordFamilies(rawValue: 8)
    static let arrays = KeywordFamilies(rawValue: 16)
    static let objects = KeywordFamilies(rawValue: 32)
    static let references = KeywordFamilies(rawValue: 64)
    static let combining = KeywordFamilies(rawValue: 128)
    static let conditions = KeywordFamilies(rawValue: 256)
    static let dependencies = KeywordFamilies(rawValue: 512)
    static let unevaluated = KeywordFamilies(rawValue: 1024)
    static let annotations = KeywordFamilies(rawValue: 2048)
}

/// The keywords of the dialects.
enum KeywordTable {
    struct Entry: Sendable {
        let vocabularies: Vocabularies
        let family: KeywordFamilies
    }

    /// The family of a keyword; nil when the dialect does not have it.
    static func family(of name: String, in dialect: Dialect) -> KeywordFamilies? {
        switch dialect.version {
        case .draft7: return draft7[name]?.family
        case .draft2020:
            guard let entry = draft2020[name] else { return nil }
            return dialect.vocabularies.isDisjoint(with: entry.vocabularies) ? nil : entry.family
        }
    }

    /// All names, for suggestions.
    static func names(in dialect: Dialect) -> [String] {
        Array((dialect.version == .draft7 ? draft7 : draft2020).keys)
    }

    private static let draft2020 = table([
        (
            .core, .core,
            [
                "$schema", "$vocabulary", "$id", "$anchor", "$dynamicAnchor", "$comment", "$defs",
                "definitions",
            ]
        ),
        (.core, .references, ["$ref", "$dynamicRef"]),
        (.applicator, .combining, ["allOf", "anyOf", "oneOf", "not"]),
        (.applicator, .conditions, ["if", "then", "else"]),
        (.applicator, .dependencies, ["dependentSchemas", "dependencies"]),
        (.applicator, .arrays, ["prefixItems", "items", "contains"]),
        (
            .applicator, .objects,
            ["properties", "patternProperties", "additionalProperties", "propertyNames"]
        ),
        (.unevaluated, .unevaluated, ["unevaluatedItems", "unevaluatedProperties"]),
        (.validation, .values, ["type", "enum", "const"]),
        (
            .validation, .numbers,
            ["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]
        ),
        (.validation, .strings, ["minLength", "maxLength", "pattern"]),
        (.validation, .arrays, ["minItems", "maxItems", "uniqueItems", "minContains", "maxContains"]),
        (.validation, .objects, ["required", "minProperties", "maxProperties"]),
        (.validation, .dependencies, ["dependentRequired"]),
        ([.formatAnnotation, .formatAssertion], .strings, ["format"]),
        (
            .metaData, .annotations,
            ["title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples"]
        ),
        (.content, .annotations, ["contentEncoding", "contentMediaType", "contentSchema"]),
    ])

    private static let draft7 = table([
        (.core, .core, ["$schema", "$id", "$comment", "definitions"]),
        (.core, .references, ["$ref"]),
        (.core, .combining, ["allOf", "anyOf", "oneOf", "not"]),
        (.core, .conditions, ["if", "then", "else"]),
        (.core, .dependencies, ["dependencies"]),
        (.core, .values, ["type", "enum", "const"]),
        (.core, .numbers, ["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
        (.core, .strings, ["minLength", "maxLength", "pattern", "format"]),
        (.core, .arrays, ["items", "additionalItems", "contains", "minItems", "maxItems", "uniqueItems"]),
        (
            .core, .objects,
            [
                "properties", "patternProperties", "additionalProperties", "propertyNames", "required",
                "minProperties", "maxProperties",
            ]
        ),
        (
            .core, .annotations,
            [
                "title", "description", "default", "readOnly", "writeOnly", "examples", "contentEncoding",
                "contentMediaType",
            ]
        ),
    ])

    private static func table(_ groups: [(Vocabularies, KeywordFamilies, [String])]) -> [String: Entry] {
        var entries: [String: Entry] = [:]
        for (vocabularies, family, names) in groups {
            for name in names { entries[name] = Entry(vocabularies: vocabularies, family: family) }
        }
        return entries
    }
}
