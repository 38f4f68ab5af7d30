// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing
import TypedCalls

/// An integer type of C with its bounds, and what lies just outside.
private struct IntegerCase: Sendable, CustomTestStringConvertible {
    let type: String
    let function: String
    let minimum: String
    let maximum: String
    let outside: [String]

    var testDescription: String { type }

    init(_ type: String, _ function: String, _ minimum: String, _ maximum: String, outside: String...) {
        self.type = type
        self.function = "same_\(function)"
        self.minimum = minimum
        self.maximum = maximum
        self.outside = outside
    }
}

private let shortMinimum = "-32768"
private let longMinimum = "-9223372036854775808"
private let longMaximum = "9223372036854775807"
private let unsignedMaximum = "18446744073709551615"

private let integers: [IntegerCase] = [
    IntegerCase("signed char", "schar", "-128", "127", outside: "-129", "128"),
    IntegerCase("unsigned char", "uchar", "0", "255", outside: "-1", "256"),
    IntegerCase("short", "short", shortMinimum, "32767", outside: "-32769", "32768"),
    IntegerCase("unsigned short", "ushort", "0", "65535", outside: "-1", "65536"),
    IntegerCase("int", "int", "-2147483648", "2147483647", outside: "-2147483649", "2147483648"),
    IntegerCase("unsigned", "uint", "0", "4294967295", outside: "-1", "4294967296"),
    IntegerCase("long int", "long", longMinimum, longMaximum, outside: "9223372036854775808"),
    IntegerCase("unsigned long", "ulong", "0", unsignedMaximum, outside: "-1", "18446744073709551616"),
    IntegerCase("long long", "llong", longMinimum, longMaximum, outside: "-9223372036854775809"),
    IntegerCase("long unsigned long", "ullong", "0", unsignedMaximum, outside: "1e20"),
    IntegerCase("int8_t", "int8", "-128", "127", outside: "1000", "-1000"),
    IntegerCase("uint8_t", "uint8", "0", "255", outside: "1e3"),
    IntegerCase("int16_t", "int16", shortMinimum, "32767", outside: "32768.0"),
    IntegerCase("uint16_t", "uint16", "0", "65535", outside: "1.5"),
    IntegerCase("int32_t", "int32", "-2147483648", "2147483647", outside: "0.1", "2147483647.5"),
    IntegerCase("uint32_t", "uint32", "0", "4294967295", outside: "-0.5"),
    IntegerCase("int64_t", "int64", longMinimum, longMaximum, outside: "1e400", "-1e400"),
    IntegerCase("uint64_t", "uint64", "0", unsignedMaximum, outside: "18446744073709551615.5"),
    IntegerCase("size_t", "size", "0", unsignedMaximum, outside: "-1e-1"),
]

@Suite struct TypeTests {
    @Test(arguments: integers)
    private func `an integer keeps every digit, and its bounds`(integer: IntegerCase) async throws {
        let function = try await EverythingLibrary.function(
            "\(integer.type) \(integer.function)(\(integer.type) value)")
        let minimum = try JSONValue(parsing: integer.minimum)
        let maximum = try JSONValue(parsing: integer.maximum)
        #expect(
            function.contract.inputSchema["properties"] == [
                "value": ["type": "integer", "minimum": minimum, "maximum": maximum]
            ])
        for value in [minimum, maximum, 0, 1, 100] {
            #expect(try function.call(["value": value]) == ["result": value])
        }
        for text in integer.outside {
            let value = try JSONValue(parsing: text)
            #expect(
                function.error(["value": value])
                    == .argument(
                        name: "value",
                        reason:
                            "is \(text), and must be a whole number from \(integer.minimum) to \(integer.maximum)"
                    )
            )
        }
    }

    @Test(arguments: ["5.0", "50e-1", "0.5e1"])
    func `a whole number may be written with a point or an exponent`(text: String) async throws {
        let function = try await EverythingLibrary.function("int same_int(int value)")
        #expect(try function.call(["value": JSONValue(parsing: text)]) == ["result": 5])
    }

    @Test(
        arguments: [
            ("0.1", "0.1"), ("1e308", "1e308"), ("-2.5e-3", "-0.0025"), ("5", "5"), ("5e-324", "5e-324"),
            ("9007199254740993", "9007199254740992"),
        ])
    func `a double is the nearest to its digits`(text: String, expected: String) async throws {
        let function = try await EverythingLibrary.function("double same_double(double value)")
        let result = try function.call(["value": JSONValue(parsing: text)])
        #expect(try result == ["result": JSONValue(parsing: expected)])
    }

    @Test(arguments: ["0.1", "3.4028235e38", "-1.5", "16777217"])
    func `a float comes back with the shortest digits that mean it`(text: String) async throws {
        let function = try await EverythingLibrary.function("float same_float(float value)")
        let expected = text == "16777217" ? "16777216" : text
        let result = try function.call(["value": JSONValue(parsing: text)])
        #expect(try result == ["result": JSONValue(parsing: expected)])
    }

    @Test func `what is beyond a floating type is refused`() async throws {
        let double = try await EverythingLibrary.function("double same_double(double value)")
        #expect(
            double.error(["value": try JSONValue(parsing: "1e309")])
                == .argument(name: "value", reason: "is out of the range of a double"))
        let float = try await EverythingLibrary.function("float same_float(float value)")
        #expect(
            float.error(["value": try JSONValue(parsing: "1e39")])
                == .argument(name: "value", reason: "is out of the range of a float"))
    }

    @Test func `a truth value is neither zero nor one`() async throws {
        let function = try await EverythingLibrary.function("bool same_bool(bool value)")
        #expect(try function.call(["value": true]) == ["result": true])
        #expect(try function.call(["value": false]) == ["result": false])
        #expect(
            function.error(["value": 1])
                == .argument(name: "value", reason: "is a number, and must be true or false"))
    }

    @Test func `a function without a result has an empty one`() async throws {
        let touch = try await EverythingLibrary.function("void touch(int value)")
        let last = try await EverythingLibrary.function("int last_touched(void)")
        #expect(try touch.call(["value": 41]) == [:])
        #expect(try last.call([:]) == ["result": 41])
        #expect(touch.contract.outputSchema["properties"] == [:])
    }

    @Test func `arguments of all kinds keep their places`() async throws {
        let function = try await EverythingLibrary.function(
            """
            double mixed(int8_t a, double b, uint64_t c, float d, bool e, int16_t f, double g, int64_t h,
                         uint8_t i, float j)
            """)
        let arguments: JSONObject = [
            "a": -1, "b": .number(try #require(JSONNumber(0.5))), "c": 100, "d": 2, "e": true, "f": -10,
            "g": 1000, "h": -10000, "i": 200, "j": .number(try #require(JSONNumber(0.25))),
        ]
        #expect(try function.call(arguments) == ["result": .number(try #require(JSONNumber(-8707.25)))])
    }

    @Test func `structs go and come by value, in registers and in memory`() async throws {
        let mirror = try await EverythingLibrary.function("struct point mirror(struct point point)")
        #expect(try mirror.call(["point": ["x": 1, "y": -2]]) == ["result": ["x": 2, "y": -1]])
        let retag = try await EverythingLibrary.function(
            "struct tagged retag(struct tagged tagged, int8_t tag)")
        #expect(
            try retag.call(["tagged": ["tag": 1, "value": 3], "tag": -7])
                == ["result": ["tag": -7, "value": .number(try #require(JSONNumber(3.5)))]])
        let widen = try await EverythingLibrary.function("struct wide widen(struct wide wide)")
        let maximum = JSONValue(Int64.max - 1)
        #expect(
            try widen.call([
                "wide": ["values": [1, 2, -1, maximum], "where": ["x": 3, "y": 4], "isSet": false]
            ]) == [
                "result": [
                    "values": [2, 3, 0, JSONValue(Int64.max)], "where": ["x": -4, "y": -3], "isSet": true,
                ]
            ])
    }

    @Test(
        arguments: [
            ([:] as JSONValue, "wide.values", "is missing"),
            (
                ["values": [1, 2, 3], "where": ["x": 3, "y": 4], "isSet": false], "wide.values",
                "must be a list of 4 values"
            ),
            (
                ["values": [1, 2, 3, "4"], "where": ["x": 3, "y": 4], "isSet": false], "wide.values[3]",
                "is a string, and must be a number"
            ),
            (
                ["values": [1, 2, 3, 4], "where": ["x": 3], "isSet": false], "wide.where.y", "is missing"
            ),
            (
                ["values": [1, 2, 3, 4], "where": ["x": 3, "y": 4, "z": 5], "isSet": false], "wide.where",
                "has members that its struct does not have"
            ),
            (7, "wide", "is a number, and must be an object"),
        ] as [(JSONValue, String, String)])
    func `a struct's members are named in its faults`(value: JSONValue, name: String, reason: String)
        async throws
    {
        let widen = try await EverythingLibrary.function("struct wide widen(struct wide wide)")
        #expect(widen.error(["wide": value]) == .argument(name: name, reason: reason))
    }
}
