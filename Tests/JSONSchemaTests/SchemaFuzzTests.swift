// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import JSONSchema
import TestSupport
import Testing

/// Schemas and instances made up by a seeded generator.
///
/// The number of inputs is a few thousand, or what TOOLHOST_FUZZ_INPUTS says.
@Suite struct SchemaFuzzTests {
    static let inputs =
        ProcessInfo.processInfo.environment["TOOLHOST_FUZZ_INPUTS"].flatMap { Int($0) } ?? 4_000

    @Test(arguments: UInt64(1)...8)
    func `any schema compiles or is refused, any validation answers, and both ways of asking agree`(
        _ seed: UInt64
    ) throws {
        var random = SeededSchemas(seed: seed)
        let limits = SchemaLimits(validationSteps: 20_000, patternSteps: 2_000)
        for _ in 0..<(Self.inputs / 8) {
            let options = SchemaOptions(
                dialect: Int.random(in: 0..<4, using: &random) == 0 ? .draft7 : .draft2020,
                unknownKeywords: .annotations, assertsFormats: Bool.random(using: &random), limits: limits
            )
            let source = random.schema()
            let schema: Schema
            do throws(SchemaError) {
                schema = try Schema(compiling: source, options: options)
            } catch {
                #expect(error.message.utf8.count < 4_000)
                continue
            }
            let instance = random.instance()
            do throws(SchemaError) {
                let isAccepted = try schema.accepts(instance)
                let violations = try schema.validate(instance)
                #expect(violations.isEmpty == isAccepted, "\(source) \(instance)")
                let coercion = try schema.coerce(instance)
                #expect(!isAccepted || coercion.changes.isEmpty, "\(source) \(instance)")
            } catch {
                #expect(error.pointer == nil)
            }
        }
    }
}
