// SPDX-License-Identifier: Apache-2.0

public import JSON

/// A JSON Schema, compiled once and used by any number of validations at the same time.
public struct Schema: Sendable {
    /// The schema as it was given.
    public let source: JSONValue
    let program: SchemaProgram

    /// Checks `source` completely and compiles it.
    ///
    /// - Throws: `SchemaError` with the first fault and its place.
    /// - Complexity: O(size of the schema).
    public init(compiling source: JSONValue, options: SchemaOptions = SchemaOptions()) throws(SchemaError) {
        self.source = source
        var compiler = SchemaCompiler(options: options)
        program = try compiler.program(for: source)
    }

    /// What is wrong with `instance`, the most useful first; empty when it satisfies the schema.
    ///
    /// At most `SchemaLimits.violations` are listed.
    ///
    /// - Throws: `SchemaError` when a limit of validations is met.
    public func validate(_ instance: JSONValue) throws(SchemaError) -> [SchemaViolation] {
        guard try !accepts(instance) else { return [] }
        var evaluation = Evaluation(program, isCollecting: true)
        do throws(SchemaError) {
            _ = try evaluation.evaluate(program.root, instance)
        } catch {
            // Finding every violation may take more than finding the first: some are better than none.
            guard !evaluation.violations.isEmpty else { throw error }
        }
        return evaluation.violations.inOrderOfUse(atMost: program.limits.violations)
    }

    /// Whether `instance` satisfies the schema; faster than `validate(_:)`, which also says why not.
    ///
    /// - Throws: `SchemaError` when a limit of validations is met.
    public func accepts(_ instance: JSONValue) throws(SchemaError) -> Bool {
        var evaluation = Evaluation(program, isCollecting: false)
        return try evaluation.evaluate(program.root, instance)
    }
}
