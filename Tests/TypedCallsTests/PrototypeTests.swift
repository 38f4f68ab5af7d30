// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import TestSupport
import Testing

@testable import TypedCalls

/// A text that is no prototype, with the message for its author.
private struct BadPrototype: Sendable, CustomTestStringConvertible {
    let text: String
    let column: Int
    let reason: String

    var testDescription: String { text }

    init(_ text: String, _ column: Int, _ reason: String) {
        (self.text, self.column, self.reason) = (text, column, reason)
    }
}

private let bad: [BadPrototype] = [
    BadPrototype("", 1, "a type is due here, not the end"),
    BadPrototype("hypot", 1, "\"hypot\" is no type that is known here; declare it with a typedef"),
    BadPrototype("double", 7, "the function's name is due here, not the end"),
    BadPrototype("double hypot", 13, "( is due after the function's name"),
    BadPrototype("double hypot(", 14, "a type is due here, not the end"),
    BadPrototype("double f()", 10, "a function without parameters is written with (void)"),
    BadPrototype("double f(double x y)", 19, ", or ) is due here, not \"y\""),
    BadPrototype("double f(double x", 18, ", or ) is due here, not the end"),
    BadPrototype(
        "double f(double)", 16, "parameter 1 has no name; the names become those of the tool's arguments"),
    BadPrototype(
        "int f(int a, char *)", 20, "parameter 2 has no name; the names become those of the tool's arguments"),
    BadPrototype("int f(int a, int a)", 18, "two parameters are called \"a\""),
    BadPrototype("int f(int a) int", 14, "\"int\" follows the prototype"),
    BadPrototype("int f(int a); int g(int b);", 15, "\"int\" follows the prototype"),
    BadPrototype(
        "int printf(const char *format, ...)", 32,
        "a function with a variable number of arguments cannot be called this way"),
    BadPrototype(
        "void qsort(void *base, int (*compare)(const void *, const void *))", 28,
        "a pointer to a function cannot be passed: nothing in JSON stands for one"),
    BadPrototype("int f(enum color c)", 7, "an enum is passed as int; write int"),
    BadPrototype("int f(union u c)", 7, "a union says not which of its members it holds"),
    BadPrototype("int f(volatile int *p)", 7, "volatile is not supported"),
    BadPrototype("int f(__int128 p)", 7, "__int128 is not supported"),
    BadPrototype("double _Complex f(double x)", 8, "_Complex is not supported"),
    BadPrototype("long double f(double x)", 1, "long double is not supported; JSON has no use for it"),
    BadPrototype("long long long f(void)", 1, "\"long long long\" is no type"),
    BadPrototype("unsigned float f(void)", 1, "\"unsigned float\" is no type"),
    BadPrototype("unsigned signed f(void)", 1, "\"unsigned signed\" is no type"),
    BadPrototype("short char f(void)", 1, "\"short char\" is no type"),
    BadPrototype("int f(void v)", 12, "a parameter cannot be void"),
    BadPrototype("int f(void v[3])", 12, "an array of void is nothing"),
    BadPrototype("int f(int m[3][3])", 15, "arrays of arrays cannot be passed"),
    BadPrototype(
        "int f(FILE *stream)", 7, "\"FILE\" is no type that is known here; declare it with a typedef"),
    BadPrototype(
        "int f(struct tm *time)", 14, "nothing is known of \"struct tm\"; declare it with its members"),
    BadPrototype("int f(int a) { return a; }", 14, "\"{\" follows the prototype"),
    BadPrototype("int f(int a = 3)", 13, ", or ) is due here, not \"=\""),
    BadPrototype("int f(int a) /* why", 14, "the comment does not end"),
    BadPrototype("int f(int ä)", 11, "the byte 195 has no place in a prototype"),
    BadPrototype("int f(int a) #", 14, "\"#\" has no place in a prototype"),
    BadPrototype("int int f(int a)", 1, "\"int int\" is no type"),
    BadPrototype("int while f(int a)", 11, "( is due after the function's name"),
    BadPrototype("int double(int a)", 1, "\"int double\" is no type"),
    BadPrototype("struct s { }; int f(int a)", 12, "a struct without members"),
    BadPrototype(
        "struct s { char *name; }; int f(int a)", 18,
        "the member \"name\" is a pointer, for which a struct has no role"),
    BadPrototype("struct s { int a : 3; }; int f(int a)", 18, "bit-fields are not supported"),
    BadPrototype("struct s { int a, a; }; int f(int a)", 19, "two members are called \"a\""),
    BadPrototype("struct s { int a[65]; }; int f(int a)", 18, "an array in a struct has 1 to 64 elements"),
    BadPrototype("struct s { int a[n]; }; int f(int a)", 18, "an array in a struct has 1 to 64 elements"),
    BadPrototype("struct s { int a[60], b[5]; }; int f(int a)", 27, "a struct has over 64 members"),
    BadPrototype(
        "struct s { struct s next; }; int f(int a)", 19,
        "nothing is known of \"struct s\"; declare it with its members"),
    BadPrototype("typedef int size_t; int f(int a)", 13, "\"size_t\" has a meaning already"),
    BadPrototype("typedef int a; typedef long a; int f(int x)", 29, "\"a\" has another meaning already"),
    BadPrototype("typedef int a[3]; int f(a x)", 13, "an array type needs a struct around it"),
    BadPrototype(
        "int f(\((0...32).map { "int a\($0)" }.joined(separator: ", ")))", 292,
        "there are over 32 parameters"),
    BadPrototype(String(repeating: " ", count: 8193), 1, "it has over 8192 bytes"),
]

@Suite struct PrototypeTests {
    @Test(arguments: bad)
    private func `what is no prototype is refused at its column`(example: BadPrototype) {
        let error = #expect(throws: TypedCallError.self) { try CPrototype(parsing: example.text) }
        #expect(
            error == .prototype(text: example.text, reason: example.reason, column: example.column))
    }

    @Test func `the message shows the prototype and says where`() throws {
        let error = #expect(throws: TypedCallError.self) {
            try CPrototype(parsing: "double hypot(double x double y)")
        }
        #expect(
            error?.description
                == "The prototype \"double hypot(double x double y)\" cannot be used: at column 23, , or ) is due "
                + "here, not \"double\".")
    }

    @Test(
        arguments: [
            ("unsigned long int f(int unsigned a);", CType.integer(CInteger(bits: 64, isSigned: false))),
            ("extern long long f(void)", .integer(CInteger(bits: 64, isSigned: true))),
            ("uint8_t f(void) // a byte", .integer(CInteger(bits: 8, isSigned: false))),
            ("const char * restrict f(void)", .pointer(to: .integer(.character), isConstant: true)),
            ("char const *f(void)", .pointer(to: .integer(.character), isConstant: true)),
            ("char * const f(void)", .pointer(to: .integer(.character), isConstant: false)),
            ("void f(void)", .void), ("_Bool f(void)", .bool), ("bool f(void)", .bool),
            ("float f(void)", .float),
            ("/* hidden */ double f(void)", .double),
            ("typedef unsigned long uLong; uLong f(void)", .integer(CInteger(bits: 64, isSigned: false))),
            ("typedef const char *name; name f(void)", .pointer(to: .integer(.character), isConstant: true)),
            (
                "char **f(void)",
                .pointer(to: .pointer(to: .integer(.character), isConstant: false), isConstant: false)
            ),
        ])
    func `a result's type is read as C reads it`(text: String, type: CType) throws {
        let prototype = try CPrototype(parsing: text)
        #expect(prototype.name == "f")
        #expect(prototype.result == type)
    }

    @Test func `parameters keep their names and order, and arrays are pointers`() throws {
        let prototype = try CPrototype(
            parsing:
                "int f(const double values[], size_t count, struct point { int x, y; } where, char buffer[16])"
        )
        #expect(prototype.parameters.map(\.name) == ["values", "count", "where", "buffer"])
        #expect(prototype.parameters[0].type == .pointer(to: .double, isConstant: true))
        #expect(prototype.parameters[3].type == .pointer(to: .integer(.character), isConstant: false))
    }

    @Test func `a struct is laid out as the C compiler does`() throws {
        let prototype = try CPrototype(
            parsing: """
                struct inner { int8_t a; int16_t b; };
                typedef struct { int8_t a; double b; struct inner c[2]; int8_t d; } outer;
                void f(outer value)
                """)
        guard case .structure(let outer) = prototype.parameters[0].type else {
            Issue.record("no struct")
            return
        }
        #expect(outer.members.map(\.offset) == [0, 8, 16, 24])
        #expect(outer.size == 32)
        #expect(outer.alignment == 8)
    }

    @Test(
        arguments: [
            ("typedef int", 12, "the name of the new type is due here, not the end"),
            ("typedef int a", 14, "; is due after a typedef, not the end"),
            ("struct point { int x; }", 24, "; is due after a struct, not the end"),
            ("int f(int a);", 1, "a typedef or a struct is due here"),
        ])
    func `declarations are refused at their columns`(text: String, column: Int, reason: String) {
        let error = #expect(throws: TypedCallError.self) {
            var declarations = CDeclarations()
            try declarations.add(text)
        }
        #expect(error == .declaration(text: text, reason: reason, column: column))
    }

    @Test(arguments: UInt64(0)..<32)
    func `damaged prototypes are refused or read, and never trap`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let words = [
            "int", "double", "const", "char", "*", "(", ")", ",", ";", "struct", "{", "}", "[", "]", "3",
            "typedef",
            "x", "y", "f", "void", "unsigned", "long", "...", ":", "=", "/*", "*/", "//", "size_t", "ü",
        ]
        for _ in 0..<200 {
            let count = Int.random(in: 0...20, using: &generator)
            let text = (0..<count).compactMap { _ in words.randomElement(using: &generator) }
                .joined(separator: Bool.random(using: &generator) ? " " : "")
            do throws(TypedCallError) {
                let prototype = try CPrototype(parsing: text)
                #expect(!prototype.name.isEmpty)
            } catch {
                #expect(error.code == "invalid_prototype")
            }
        }
    }
}
