// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing
import ToolKit

/// A read that fails, and the sentence that says so.
private struct BadRead: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let message: String
    let read: @Sendable (ToolArguments) throws -> Void

    init(_ name: String, _ message: String, read: @escaping @Sendable (ToolArguments) throws -> Void) {
        testDescription = name
        self.message = message
        self.read = read
    }
}

private let badReads: [BadRead] = [
    BadRead("absent", "The argument \"none\" is missing; it must be a text.") {
        _ = try $0.require("none", as: String.self)
    },
    BadRead("null", "The argument \"null\" is missing; it must be an object.") {
        _ = try $0.require("null", as: JSONObject.self)
    },
    BadRead("a number for a text", "The argument \"int\" must be a text.") {
        _ = try $0.require("int", as: String.self)
    },
    BadRead("a text for a number", "The argument \"text\" must be an integer of at most 64 bits.") {
        _ = try $0.optional("text", as: Int.self)
    },
    BadRead("a fraction for an integer", "The argument \"half\" must be an integer of at most 64 bits.") {
        _ = try $0.value("half", default: 1)
    },
    BadRead("a large integer", "The argument \"huge\" must be an integer of at most 64 bits.") {
        _ = try $0.require("huge", as: Int.self)
    },
    BadRead("beyond a double", "The argument \"beyond\" must be a number that is not too large.") {
        _ = try $0.require("beyond", as: Double.self)
    },
    BadRead("one for true", "The argument \"int\" must be true or false.") {
        _ = try $0.require("int", as: Bool.self)
    },
    BadRead("a mixed array", "The argument \"mixed\" must be an array, each element a text.") {
        _ = try $0.require("mixed", as: [String].self)
    },
]

@Suite struct ToolArgumentsTests {
    private let arguments: ToolArguments

    init() throws {
        let text = """
            {"text":"grüße","int":5,"round":5.0,"half":2.5,"huge":9223372036854775808,"beyond":1e999,
             "flag":true,"null":null,"texts":["a","b"],"mixed":["a",1],"object":{"a":1}}
            """
        arguments = ToolArguments(try #require(try JSONValue(parsing: text).object))
    }

    @Test func `values are read as what they are`() throws {
        #expect(try arguments.require("text") == "grüße")
        #expect(try arguments.require("int") == 5)
        #expect(try arguments.require("round") == 5)
        #expect(try arguments.require("half") == 2.5)
        #expect(try arguments.require("flag") == true)
        #expect(try arguments.require("texts") == ["a", "b"])
        #expect(try arguments.require("huge", as: JSONNumber.self).text == "9223372036854775808")
        #expect(try arguments.require("object", as: JSONObject.self) == ["a": 1])
        #expect(try arguments.require("mixed", as: JSONValue.self) == ["a", 1])
    }

    @Test func `what is absent or null has the default, or is nil`() throws {
        #expect(try arguments.value("none", default: ".") == ".")
        #expect(try arguments.value("null", default: 7) == 7)
        #expect(try arguments.value("int", default: 7) == 5)
        #expect(try arguments.optional("none", as: Bool.self) == nil)
    }

    @Test(arguments: badReads)
    private func `a bad read says which argument and what was due`(bad: BadRead) throws {
        let failure = #expect(throws: ToolFailure.self) { try bad.read(arguments) }
        #expect(failure?.code == "invalid_arguments")
        #expect(failure?.message == bad.message)
    }
}
