// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import JSONSchema
import Testing

@Suite struct LimitTests {
    @Test func `the work of a validation is bounded`() throws {
        let options = SchemaOptions(limits: SchemaLimits(validationSteps: 1_000))
        let schema = try Schema(#"{"items":{"type":"integer"}}"#, options)
        #expect(try schema.accepts(.array(Array(repeating: 1, count: 100))))
        let error = #expect(throws: SchemaError.self) {
            try schema.accepts(.array(Array(repeating: 1, count: 2_000)))
        }
        #expect(error == .validationWork(limit: 1_000))
        #expect(error?.code == "schema_validation_work")
    }

    @Test func `alternatives within alternatives do not multiply without bound`() throws {
        var source: JSONValue = ["type": "integer"]
        for _ in 0..<30 { source = ["anyOf": [source, source]] }
        let options = SchemaOptions(limits: SchemaLimits(nodes: 1_000))
        #expect(throws: SchemaError.tooManyNodes(limit: 1_000)) {
            try Schema(compiling: source, options: options)
        }

        var definitions: JSONObject = ["d0": ["type": "integer"]]
        for level in 1...40 {
            let reference: JSONValue = ["$ref": .string("#/$defs/d\(level - 1)")]
            definitions["d\(level)"] = ["anyOf": [reference, reference]]
        }
        let bounded = SchemaOptions(limits: SchemaLimits(validationSteps: 100_000))
        let schema = try Schema(
            compiling: ["$defs": .object(definitions), "$ref": "#/$defs/d40"], options: bounded)
        #expect(try schema.accepts(1))
        #expect(throws: SchemaError.validationWork(limit: 100_000)) { try schema.accepts("x") }
    }

    @Test func `a violation found before the limit is met is told`() throws {
        let options = SchemaOptions(limits: SchemaLimits(validationSteps: 1_000))
        let schema = try Schema(#"{"items":{"type":"integer"}}"#, options)
        let violations = try schema.validate(.array(["x"] + Array(repeating: 1, count: 2_000)))
        #expect(violations.map(\.message) == [#"/0: expected an integer, got "x""#])
    }

    /// The deepest that the limits allow, with the frames of a debug build on half of a thread's usual stack.
    @Test func `the deepest schema and instance fit four mebibytes of stack`() async throws {
        let isDone = try await onSmallStack {
            var source: JSONValue = ["type": "integer"]
            for _ in 0..<125 { source = ["items": ["allOf": [source]]] }
            let deep = try Schema(compiling: source)
            let recursive = try Schema(
                ##"{"items":{"$ref":"#"},"anyOf":[{"type":"array"},{"type":"string"}]}"##)
            let text = String(repeating: "[", count: 512) + #""x""# + String(repeating: "]", count: 512)
            let instance = try JSONValue(parsing: text)
            guard try !deep.validate(instance).isEmpty else { return false }
            do throws(SchemaError) {
                _ = try recursive.validate(instance)
            } catch {
                guard case .validationDepth = error else { return false }
            }
            do throws(SchemaError) {
                _ = try recursive.coerce(
                    instance, options: .init(hasUntypedStrings: true, fillsDefaults: true))
            } catch {
                guard case .validationDepth = error else { return false }
            }
            return instance.jsonText() == text && instance == instance
                && instance.hashValue == instance.hashValue
        }
        #expect(isDone)
    }

    /// Runs `body` on a thread with a stack of 4 MiB.
    private func onSmallStack(_ body: @escaping @Sendable () throws -> Bool) async throws -> Bool {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result { try body() }) }
            thread.stackSize = 4 << 20
            thread.start()
        }
    }
}
