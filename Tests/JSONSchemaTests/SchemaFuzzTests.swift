// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import JSONSchema
import TestSupport
import Testing

/// Schemas and instances made up by a seeded generator.
///
/// A few thousand of them, or as many as TOOLHOST_FUZZ_INPUTS says; `make fuzz` runs millions.
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
            let source = Int.random(in: 0..<4, using: &random) == 0 ? random.damagedSchema() : random.schema()
            try Self.check(source, options, random.instance())
        }
    }

    private static func check(_ source: JSONValue, _ options: SchemaOptions, _ instance: JSONValue) throws {
        let schema: Schema
        do throws(SchemaError) {
            schema = try Schema(compiling: source, options: options)
        } catch {
            try #require(error.message.utf8.count < 4_000, "\(source)")
            try #require(!Schema.faults(in: source, options: options).isEmpty, "\(source)")
            return
        }
        let verdict: (isAccepted: Bool, isFaultless: Bool, isUnchanged: Bool)
        do throws(SchemaError) {
            verdict = (
                try schema.accepts(instance), try schema.validate(instance).isEmpty,
                try schema.coerce(instance).changes.isEmpty
            )
        } catch {
            try #require(error.pointer == nil, "\(source) \(instance)")
            return
        }
        try #require(verdict.isFaultless == verdict.isAccepted, "\(source) \(instance)")
        try #require(!verdict.isAccepted || verdict.isUnchanged, "\(source) \(instance)")
    }
}
