// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing
import TypedCalls

/// A function with its roles, a call, and what comes of it.
private struct RoleCase: Sendable, CustomTestStringConvertible {
    let name: String
    let prototype: String
    let roles: JSONValue
    let arguments: JSONObject
    let outcome: Result<JSONObject, TypedCallError>

    var testDescription: String { name }

    init(
        _ name: String, _ prototype: String, _ roles: JSONValue, _ arguments: JSONObject,
        gives result: JSONObject
    ) {
        (self.name, self.prototype, self.roles, self.arguments) = (name, prototype, roles, arguments)
        outcome = .success(result)
    }

    init(
        _ name: String, _ prototype: String, _ roles: JSONValue, _ arguments: JSONObject,
        throws error: TypedCallError
    ) {
        (self.name, self.prototype, self.roles, self.arguments) = (name, prototype, roles, arguments)
        outcome = .failure(error)
    }
}

private let text: JSONValue = ["parameters": ["text": ["role": "text"]]]
private let bytes: JSONValue = [
    "parameters": ["bytes": ["role": "bytes", "length": "count", "encoding": "text"]]
]
private let sum = "uint32_t sum_bytes(const uint8_t *bytes, uint32_t count)"
private let dot = "double dot(const double *left, const double *right, size_t count)"
private let dotRoles: JSONValue = [
    "parameters": [
        "left": ["role": "array", "length": "count"], "right": ["role": "array", "length": "count"],
    ]
]
private let greet = "void greet(const char *name, char *target, size_t capacity)"
private let greetRoles: JSONValue = [
    "parameters": [
        "name": ["role": "text"], "target": ["role": "out_text", "capacity": 16, "length": "capacity"],
    ]
]
private let doubled =
    "int doubled(const uint8_t *source, uint32_t count, uint8_t *target, size_t *target_bytes)"

private func doubledRoles(_ capacity: JSONValue) -> JSONValue {
    [
        "parameters": [
            "source": ["role": "bytes", "length": "count", "encoding": "hex"],
            "target": [
                "role": "out_bytes", "capacity": capacity, "length": "target_bytes", "encoding": "hex",
            ],
        ],
        "returns": ["role": "status"],
        "errors": ["when": "nonzero", "messages": ["-5": "There is no room."]],
    ]
}

private let fill = "int32_t fill(uint8_t value, int32_t wanted, uint8_t *target, size_t capacity)"
private let fillRoles: JSONValue = [
    "parameters": [
        "value": ["role": "const", "value": 171],
        "target": [
            "role": "out_bytes", "capacity": 4, "length": "capacity", "used": "result", "encoding": "hex",
        ],
    ],
    "returns": ["name": "count"],
]

private let inputs: [RoleCase] = [
    RoleCase("text", "size_t text_bytes(const char *text)", text, ["text": "grün"], gives: ["result": 5]),
    RoleCase("empty text", "size_t text_bytes(const char *text)", text, ["text": ""], gives: ["result": 0]),
    RoleCase(
        "text with NUL", "size_t text_bytes(const char *text)", text, ["text": "a\u{0}b"],
        throws: .argument(name: "text", reason: "has a NUL character, where a text of C ends")),
    RoleCase(
        "no text", "size_t text_bytes(const char *text)", text, ["text": 5],
        throws: .argument(name: "text", reason: "is a number, and must be a string")),
    RoleCase("bytes as text", sum, bytes, ["bytes": "AB\u{0}"], gives: ["result": 131]),
    RoleCase("no bytes", sum, bytes, ["bytes": ""], gives: ["result": 0]),
    RoleCase(
        "bytes in base64", sum, ["parameters": ["bytes": ["role": "bytes", "length": "count"]]],
        ["bytes": "//8="], gives: ["result": 510]),
    RoleCase(
        "bytes in bad base64", sum, ["parameters": ["bytes": ["role": "bytes", "length": "count"]]],
        ["bytes": "//8"], throws: .argument(name: "bytes", reason: "is not in base64")),
    RoleCase(
        "bytes in hex", sum,
        ["parameters": ["bytes": ["role": "bytes", "length": "count", "encoding": "hex"]]],
        ["bytes": "fF01"], gives: ["result": 256]),
    RoleCase(
        "bytes in bad hex", sum,
        ["parameters": ["bytes": ["role": "bytes", "length": "count", "encoding": "hex"]]],
        ["bytes": "f\u{11}"], throws: .argument(name: "bytes", reason: "is not in hex")),
    RoleCase(
        "more bytes than can be counted", "unsigned tiny_count(const void *bytes, uint8_t count)", bytes,
        ["bytes": .string(String(repeating: "x", count: 256))],
        throws: .argument(name: "bytes", reason: "has 256 bytes, more than 255, which \"count\" can count")),
    RoleCase(
        "as many bytes as can be counted", "unsigned tiny_count(const void *bytes, uint8_t count)", bytes,
        ["bytes": .string(String(repeating: "x", count: 255))], gives: ["result": 255]),
    RoleCase("arrays", dot, dotRoles, ["left": [1, 2, 3], "right": [4, 5, 6]], gives: ["result": 32]),
    RoleCase("empty arrays", dot, dotRoles, ["left": [], "right": []], gives: ["result": 0]),
    RoleCase(
        "arrays of two lengths", dot, dotRoles, ["left": [1, 2, 3], "right": [4, 5]],
        throws: .argument(
            name: "right", reason: "has 2 elements, and must have 3 like what is counted with it")),
    RoleCase(
        "a fault in an array", dot, dotRoles, ["left": [1, "2"], "right": [4, 5]],
        throws: .argument(name: "left[1]", reason: "is a string, and must be a number")),
    RoleCase(
        "a struct behind a pointer", "double length_of(const struct point *point)",
        ["parameters": ["point": ["role": "in"]]], ["point": ["x": 3, "y": 4]], gives: ["result": 25]),
    RoleCase(
        "a missing argument", dot, dotRoles, ["left": [1]],
        throws: .argument(name: "right", reason: "is missing")),
    RoleCase(
        "one argument too many", dot, dotRoles, ["left": [1], "right": [1], "count": 1],
        throws: .argument(name: "count", reason: "is none of dot")),
]

private let outputs: [RoleCase] = [
    RoleCase(
        "outs", "void split(double value, int64_t *whole, double *rest)",
        ["parameters": ["whole": ["role": "out"], "rest": ["role": "out"]]],
        ["value": -7], gives: ["whole": -7, "rest": 0]),
    RoleCase(
        "inouts", "void twice(int32_t *value, double triple[3])",
        ["parameters": ["value": ["role": "inout"], "triple": ["role": "inout", "count": 3]]],
        ["value": 21, "triple": [1, 2, 3]], gives: ["value": 42, "triple": [2, 4, 6]]),
    RoleCase(
        "too few for an inout", "void twice(int32_t *value, double triple[3])",
        ["parameters": ["value": ["role": "inout"], "triple": ["role": "inout", "count": 3]]],
        ["value": 21, "triple": [1, 2]],
        throws: .argument(name: "triple", reason: "has 2 elements, and must have 3")),
    RoleCase(
        "a buffer as large as a function says", doubled,
        doubledRoles(["prototype": "size_t room_for(uint32_t count)"]), ["source": "010203"],
        gives: ["target": "010102020303"]),
    RoleCase(
        "a buffer that is too small", doubled, doubledRoles(5), ["source": "010203"],
        throws: .failed(function: "doubled", reason: "failed with -5: There is no room")),
    RoleCase(
        "a buffer counted by the result", fill, fillRoles, ["wanted": 3],
        gives: ["count": 3, "target": "ababab"]),
    RoleCase(
        "a buffer counted with a lie", fill, fillRoles, ["wanted": 5],
        throws: .result(
            function: "fill", reason: "it says that it wrote 5 bytes to \"target\", which has 4")),
    RoleCase(
        "a buffer counted with less than nothing", fill, fillRoles, ["wanted": -1],
        throws: .result(
            function: "fill", reason: "it says that it wrote -1 bytes to \"target\", which has 4")),
    RoleCase(
        "a buffer used to its end", "void fingerprint(const char *text, uint8_t digest[4])",
        [
            "parameters": [
                "text": ["role": "text"],
                "digest": ["role": "out_bytes", "capacity": 4, "used": "all", "encoding": "hex"],
            ]
        ],
        ["text": "abcde"], gives: ["digest": "04626364"]),
    RoleCase("a text buffer", greet, greetRoles, ["name": "Ada"], gives: ["target": "Hello, Ada"]),
    RoleCase(
        "a text buffer filled to its end", greet, greetRoles, ["name": "everybody here"],
        gives: ["target": "Hello, everybod"]),
    RoleCase(
        "a text buffer cut within a character", greet, greetRoles, ["name": "1234567ü"],
        throws: .result(function: "greet", reason: "the text in \"target\" is not UTF-8")),
]

private let borrowed: JSONValue = ["returns": ["role": "text", "ownership": "borrowed", "name": "name"]]
private let owned: JSONValue = [
    "parameters": ["text": ["role": "text"]],
    "returns": ["role": "text", "ownership": "owned", "free": "let_go"],
]

private let returns: [RoleCase] = [
    RoleCase(
        "a borrowed text", "const char *color(int index)", borrowed, ["index": 1], gives: ["name": "grün"]),
    RoleCase(
        "no text", "const char *color(int index)", borrowed, ["index": 9],
        throws: .failed(function: "color", reason: "returned no text")),
    RoleCase(
        "null", "const char *color(int index)",
        ["returns": ["role": "text", "ownership": "borrowed", "nullable": true]], ["index": 9],
        gives: ["result": nil]),
    RoleCase(
        "null as a failure", "const char *color(int index)",
        ["returns": ["role": "text", "ownership": "borrowed"], "errors": ["when": "null"]], ["index": 9],
        throws: .failed(function: "color", reason: "failed")),
    RoleCase(
        "an owned text", "char *repeated(const char *text, uint8_t times)", owned,
        ["text": "ab", "times": 3], gives: ["result": "ababab"]),
    RoleCase(
        "a status", "int checked(int value)",
        ["errors": ["when": "negative"], "returns": ["role": "status"]],
        ["value": 3], gives: [:]),
    RoleCase(
        "a negative status", "int checked(int value)", ["errors": ["when": "negative"]], ["value": -3],
        throws: .failed(function: "checked", reason: "failed with -3")),
    RoleCase(
        "listed failures", "int checked(int value)",
        ["errors": ["when": [-1, -2], "messages": ["-2": "Two is bad"]]], ["value": -2],
        throws: .failed(function: "checked", reason: "failed with -2: Two is bad")),
    RoleCase(
        "a value that is not listed", "int checked(int value)", ["errors": ["when": [-1, -2]]], ["value": -3],
        gives: ["result": -3]),
    RoleCase(
        "false as a failure", "bool is_even(int value)", ["errors": ["when": "zero"]], ["value": 3],
        throws: .failed(function: "is_even", reason: "failed with 0")),
    RoleCase(
        "errno alone", "int64_t with_errno(int value)", ["errors": ["when": "errno"]], ["value": 2],
        throws: .failed(function: "with_errno", reason: "failed with -1: No such file or directory")),
    RoleCase(
        "errno is zero before the call", "int64_t with_errno(int value)", ["errors": ["when": "errno"]],
        ["value": 0], gives: ["result": 1]),
    RoleCase(
        "errno as an explanation", "int64_t with_errno(int value)",
        ["errors": ["when": "negative", "errno": true]], ["value": 13],
        throws: .failed(function: "with_errno", reason: "failed with -1: Permission denied")),
    RoleCase(
        "infinity", "double quotient(double left, double right)", [:], ["left": 1, "right": 0],
        throws: .failed(function: "quotient", reason: "has no finite result for these arguments")),
    RoleCase(
        "NaN", "double quotient(double left, double right)", [:], ["left": 0, "right": 0],
        throws: .failed(function: "quotient", reason: "has no finite result for these arguments")),
]

private let breaches: [RoleCase] = [
    RoleCase(
        "a length that lies", "size_t claims(uint8_t *target, size_t claimed)",
        ["parameters": ["target": ["role": "out_bytes", "capacity": 8, "used": "result"]]], ["claimed": 9],
        throws: .result(
            function: "claims", reason: "it says that it wrote 9 bytes to \"target\", which has 8")),
    RoleCase(
        "a length beyond all", "size_t claims(uint8_t *target, size_t claimed)",
        ["parameters": ["target": ["role": "out_bytes", "capacity": 8, "used": "result"]]],
        ["claimed": JSONValue(UInt64.max)],
        throws: .result(
            function: "claims",
            reason: "it says that it wrote 18446744073709551615 bytes to \"target\", which has 8")),
    RoleCase(
        "a text without an end", "void unterminated(char *target, size_t capacity)",
        ["parameters": ["target": ["role": "out_text", "capacity": 8, "length": "capacity"]]], [:],
        throws: .result(
            function: "unterminated", reason: "the text in \"target\" does not end within its 8 bytes")),
    RoleCase(
        "a text that is not UTF-8", "void not_utf8(char *target)",
        ["parameters": ["target": ["role": "out_text", "capacity": 8]]], [:],
        throws: .result(function: "not_utf8", reason: "the text in \"target\" is not UTF-8")),
    RoleCase(
        "a returned text that is not UTF-8", "const char *garbled(void)",
        ["returns": ["role": "text", "ownership": "borrowed"]], [:],
        throws: .result(function: "garbled", reason: "the text that it returned is not UTF-8")),
    RoleCase(
        "a byte before the buffer", "void underflow(uint8_t *target)",
        ["parameters": ["target": ["role": "out_bytes", "capacity": 8, "used": "all"]]], [:],
        throws: .result(function: "underflow", reason: "it wrote in front of \"target\"")),
    RoleCase(
        "a capacity below zero", "void into(int64_t wanted, uint8_t *target)",
        [
            "parameters": [
                "target": [
                    "role": "out_bytes", "used": "all",
                    "capacity": ["prototype": "int64_t wild_capacity(int64_t wanted)"],
                ]
            ]
        ], ["wanted": -1],
        throws: .result(function: "wild_capacity", reason: "it tells the capacity -1")),
    RoleCase(
        "a capacity over the limit", "void into(int64_t wanted, uint8_t *target)",
        [
            "parameters": [
                "target": [
                    "role": "out_bytes", "used": "all",
                    "capacity": ["prototype": "int64_t wild_capacity(int64_t wanted)"],
                ]
            ]
        ], ["wanted": JSONValue(Int64.max)], throws: .memory(bytes: .max)),
]

/// One after the other, since one of them counts what the library holds.
@Suite(.serialized) struct RoleTests {
    @Test(arguments: inputs + outputs + returns + breaches)
    private func `a call does what the roles say`(example: RoleCase) async throws {
        let function = try await EverythingLibrary.function(example.prototype, example.roles)
        switch example.outcome {
        case .success(let expected): #expect(try function.call(example.arguments) == expected)
        case .failure(let expected): #expect(function.error(example.arguments) == expected)
        }
    }

    @Test func `an owned text is freed with its own function`() async throws {
        let repeated = try await EverythingLibrary.function(
            "char *repeated(const char *text, uint8_t times)", owned)
        let held = try await EverythingLibrary.function("int32_t held_texts(void)")
        for times in 0..<20 { _ = try repeated.call(["text": "x", "times": JSONValue(times)]) }
        #expect(try held.call([:]) == ["result": 0])
    }

    @Test func `memory of all blocks of a call is counted together`() async throws {
        let limits = TypedCallLimits(blockBytes: 1000, callBytes: 1500)
        let function = try await EverythingLibrary.function(dot, dotRoles, limits: limits)
        let short: JSONValue = .array(Array(repeating: 1, count: 80))
        let long: JSONValue = .array(Array(repeating: 1, count: 100))
        let tooLong: JSONValue = .array(Array(repeating: 1, count: 126))
        #expect(try function.call(["left": short, "right": short]) == ["result": 80])
        #expect(function.error(["left": long, "right": long]) == .memory(bytes: 800))
        #expect(function.error(["left": tooLong, "right": tooLong]) == .memory(bytes: 1008))
    }

    @Test func `a returned text is read up to a limit`() async throws {
        let limits = TypedCallLimits(textBytes: 6)
        let function = try await EverythingLibrary.function(
            "char *repeated(const char *text, uint8_t times)", owned, limits: limits)
        #expect(try function.call(["text": "ab", "times": 3]) == ["result": "ababab"])
        #expect(
            function.error(["text": "ab", "times": 4])
                == .result(
                    function: "repeated", reason: "the text that it returned has no end within 6 bytes"))
    }

    @Test func `calls of many threads keep apart`() async throws {
        let function = try await EverythingLibrary.function(
            doubled, doubledRoles(["prototype": "size_t room_for(uint32_t count)"]))
        await withTaskGroup(of: Int.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    var wrong = 0
                    for round in 0..<100 {
                        let byte = String(String(100 + (worker * 31 + round) % 100).suffix(2))
                        let source = String(repeating: byte, count: 1 + round)
                        let target = String(repeating: byte, count: 2 + 2 * round)
                        if (try? function.call(["source": .string(source)])) != ["target": .string(target)] {
                            wrong += 1
                        }
                    }
                    return wrong
                }
            }
            for await wrong in group { #expect(wrong == 0) }
        }
    }
}
