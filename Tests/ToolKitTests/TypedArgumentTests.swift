// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing
import ToolKit

private enum Unit: String, CaseIterable, ToolArgumentValue {
    case metre = "m"
    case foot = "ft"
}

private struct Greeting: ToolInput {
    static let who = Argument<String>("who", "Who is greeted.", narrowed: ["minLength": 1])
    static let times = Argument("times", "How often.", default: 1, narrowed: ["minimum": 1])
    static let schema = ToolSchema.object(who, times)

    let who: String
    let times: Int

    init(_ arguments: ToolArguments) throws(ToolFailure) {
        who = try Self.who.value(in: arguments)
        times = try Self.times.value(in: arguments)
    }
}

private let listed = Tool(
    name: "listed", description: "Lists.", annotations: [.readOnly],
    arguments: Argument<String>("name", "A name."), Argument("unit", "A unit.", default: Unit.metre),
    Argument<[Int]?>("sizes", "")
) { _, name, unit, sizes in
    "\(name) \(unit.rawValue) \(sizes ?? [])"
}

@Suite struct TypedArgumentTests {
    @Test func `the schema follows from the arguments`() {
        let expected: JSONValue = [
            "type": "object",
            "properties": [
                "name": ["type": "string", "description": "A name."],
                "unit": ["type": "string", "enum": ["m", "ft"], "description": "A unit.", "default": "m"],
                "sizes": ["type": "array", "items": ["type": "integer"]],
            ],
            "required": ["name"],
            "additionalProperties": false,
        ]
        #expect(listed.input == expected)
        #expect(listed.input["properties"]?.object.map { Array($0.names) } == ["name", "unit", "sizes"])
    }

    @Test(
        arguments: [
            (["name": "a"], "a m []"), (["name": "b", "unit": "ft", "sizes": [1, 2]], "b ft [1, 2]"),
            (["name": "c", "unit": nil, "sizes": nil], "c m []"),
        ] as [(JSONObject, String)])
    func `the body gets the values in order`(arguments: JSONObject, text: String) throws {
        #expect(try listed.call(arguments, context: .testing()).text == text)
    }

    @Test(
        arguments: [
            ([:], "The argument \"name\" is missing; it must be a text."),
            (["name": "a", "unit": "mile"], "The argument \"unit\" must be one of \"m\", \"ft\"."),
            (
                ["name": "a", "sizes": ["x"]],
                "The argument \"sizes\" must be an array, each element an integer of at most 64 bits."
            ),
        ] as [(JSONObject, String)])
    func `what does not fit is named`(arguments: JSONObject, message: String) {
        #expect(throws: ToolFailure.invalidArguments(message)) {
            try listed.call(arguments, context: .testing())
        }
    }

    @Test func `a tool may have no arguments`() throws {
        let tool = Tool(name: "none", description: "None.") { context in ToolOutput(text: context.callID) }
        #expect(tool.input == ["type": "object", "properties": [:], "additionalProperties": false])
        #expect(try tool.call([:], context: .testing()).text == "call_test")
    }

    @Test func `a type of one's own holds all arguments`() throws {
        let tool = Tool(name: "greet", description: "Greets.", input: Greeting.self) { greeting, _ in
            ToolOutput(text: "\(greeting.who) \(greeting.times)")
        }
        #expect(tool.input["properties"]?["times"]?["default"] == 1)
        #expect(tool.input["required"] == ["who"])
        #expect(try tool.call(["who": "Ada"], context: .testing()).text == "Ada 1")
        #expect(throws: ToolFailure.self) { try tool.call([:], context: .testing()) }
    }
}

@Suite struct ToolOutputBuilderTests {
    @Test(arguments: [true, false])
    func `parts stand in the order in which they are written`(isLong: Bool) {
        let output = ToolOutput.build {
            "first"
            if isLong {
                ToolOutput.Part.bytes([1], mediaType: "image/png")
                for number in 1...2 { "\(number)" }
            } else {
                ToolOutput(text: "short")
            }
            ["count": 3] as JSONObject
        }
        let middle: [ToolOutput.Part] =
            isLong ? [.bytes([1], mediaType: "image/png"), .text("1"), .text("2")] : [.text("short")]
        #expect(output == ToolOutput(parts: [.text("first")] + middle, structured: ["count": 3]))
    }
}
