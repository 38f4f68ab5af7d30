// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Testing
import ToolKit
import Utility

/// An expression and what the tool answers.
struct MathCase: Sendable, CustomTestStringConvertible {
    let expression: String
    let text: String
    let isExact: Bool

    init(_ expression: String, _ text: String, exact: Bool = true) {
        self.expression = expression
        self.text = text
        isExact = exact
    }

    var testDescription: String { "\(expression.prefix(60)) is \(text.prefix(60))" }

    func check() throws {
        let output = try Self.call(expression)
        #expect(output.text == text)
        #expect(output.structured?["exact"] == .bool(isExact))
        #expect(output.structured?["text"] == .string(text))
    }

    static func call(_ expression: String) throws -> ToolOutput {
        let tool = try #require(Plugin.utility["math"])
        let output = try tool.call(["expr": .string(expression)], context: .testing())
        #expect(try outputSchema?.validate(try #require(output.structured)) == [])
        return output
    }

    /// Nil when it does not compile, which fails every call.
    private static let outputSchema = Plugin.utility["math"]?.output.flatMap { try? Schema(compiling: $0) }
}
