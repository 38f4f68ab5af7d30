// SPDX-License-Identifier: Apache-2.0

/// How much a schema and its validations may ask for.
public struct SchemaLimits: Sendable, Hashable {
    /// The most subschemas, references included.
    ///
    /// Default 100 000: the largest public schemas (cloud templates) have about half as many, and compiling
    /// takes about a microsecond each.
    public var nodes: Int
    /// The deepest nesting of subschemas.
    ///
    /// Default 256: half of what the JSON reader lets through, since a level of schema is two of JSON
    /// mostly. It takes half a mebibyte of stack, three in a debug build; threads on Linux have eight.
    public var depth: Int
    /// The steps that one validation may take, about one a keyword, element or compared value.
    ///
    /// Default 10 million: about a second, and enough for an array of a million objects.
    public var validationSteps: Int
    /// The deepest nesting of evaluations, through references and into the instance.
    ///
    /// Default 640: more than an instance can be nested. It takes one mebibyte of stack, three in a debug
    /// build.
    public var validationDepth: Int
    /// The steps of the regular expression engine on one string, counted exactly; they count as steps of
    /// the validation too.
    ///
    /// Default 1 million: ordinary patterns take a few a character, runaway ones are stopped within a tenth
    /// of a second.
    public var patternSteps: Int
    /// The most violations that a validation lists; at least one is, whatever is set.
    ///
    /// Default 16: more than a model corrects in one go.
    public let violations: Int

    /// The limits; by default those that suit schemas and instances of unknown origin.
    public init(
        nodes: Int = 100_000, depth: Int = 256, validationSteps: Int = 10_000_000, validationDepth: Int = 640,
        patternSteps: Int = 1_000_000, violations: Int = 16
    ) {
        self.nodes = nodes
        self.depth = depth
        self.validationSteps = validationSteps
        self.validationDepth = validationDepth
        self.patternSteps = patternSteps
        self.violations = max(1, violations)
    }
}
