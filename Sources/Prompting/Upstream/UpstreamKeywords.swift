// SPDX-License-Identifier: Apache-2.0

/// The keywords of a schema object that decide what becomes of it, grouped where one is as good as another.
struct UpstreamKeywords: OptionSet, Sendable {
    let rawValue: UInt32

    static let reference = UpstreamKeywords(rawValue: 1)
    static let type = UpstreamKeywords(rawValue: 2)
    static let properties = UpstreamKeywords(rawValue: 4)
    static let items = UpstreamKeywords(rawValue: 8)
    static let prefixItems = UpstreamKeywords(rawValue: 16)
    static let alternatives = UpstreamKeywords(rawValue: 32)
    static let allOf = UpstreamKeywords(rawValue: 64)
    static let values = UpstreamKeywords(rawValue: 128)
    static let enumeration = UpstreamKeywords(rawValue: 256)
    static let defaultValue = UpstreamKeywords(rawValue: 512)
    static let pattern = UpstreamKeywords(rawValue: 1024)
    static let format = UpstreamKeywords(rawValue: 2048)
    static let repetitions = UpstreamKeywords(rawValue: 4096)
    static let numbers = UpstreamKeywords(rawValue: 8192)
    static let subschemas = UpstreamKeywords(rawValue: 16384)
    static let conditions = UpstreamKeywords(rawValue: 65536)
    static let ofObjects = UpstreamKeywords(rawValue: 131_072)
    static let ofArrays = UpstreamKeywords(rawValue: 262_144)
    static let ofStrings = UpstreamKeywords(rawValue: 524_288)
    static let ofNumbers = UpstreamKeywords(rawValue: 1_048_576)

    private static let byName: [String: UpstreamKeywords] = {
        let groups: [(UpstreamKeywords, [String])] = [
            (.reference, ["$ref"]), (.type, ["type"]), (.properties, ["properties"]), (.items, ["items"]),
            (.prefixItems, ["prefixItems"]), (.alternatives, ["anyOf", "oneOf"]), (.allOf, ["allOf"]),
            (.values, ["enum", "const"]), (.enumeration, ["enum"]), (.defaultValue, ["default"]),
            (.pattern, ["pattern"]), (.format, ["format"]),
            (.repetitions, ["minLength", "maxLength", "minItems", "maxItems"]),
            (.numbers, numberNames),
            (.subschemas, Array(subschemaNames)), (.conditions, conditionNames),
            (.ofObjects, ["properties", "additionalProperties", "patternProperties", "required"]),
            (.ofObjects, ["propertyNames", "dependentSchemas", "dependentRequired", "dependencies"]),
            (.ofObjects, ["unevaluatedProperties", "minProperties", "maxProperties"]),
            (.ofArrays, ["items", "prefixItems", "contains", "unevaluatedItems", "additionalItems"]),
            (.ofArrays, ["minItems", "maxItems", "uniqueItems"]),
            (.ofStrings, ["pattern", "format", "minLength", "maxLength"]), (.ofNumbers, numberNames),
        ]
        var table: [String: UpstreamKeywords] = [:]
        for (keywords, names) in groups {
            for name in names { table[name, default: []].formUnion(keywords) }
        }
        return table
    }()

    static let numberNames = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]
    static let conditionNames = ["not", "if", "then", "else"]
    /// Keywords with a schema, or several, of which grammars are made; what stands under others is passed over.
    static let subschemaNames: Set<String> = [
        "properties", "$defs", "definitions", "items", "prefixItems", "additionalProperties", "anyOf",
        "oneOf",
        "allOf",
    ]

    init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The keywords among those names.
    init(of names: some Sequence<String>) {
        self = []
        for name in names {
            if let keywords = Self.byName[name] { formUnion(keywords) }
        }
    }

    /// The type of value that a schema without `type` speaks of; nil when it speaks of any, or names values.
    var impliedType: String? {
        if contains(.ofObjects) { return "object" }
        if contains(.ofArrays) { return "array" }
        if contains(.ofStrings) { return "string" }
        return contains(.ofNumbers) ? "number" : nil
    }
}
