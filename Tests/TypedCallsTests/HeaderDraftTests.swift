// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import TestSupport
import Testing
import TypedCalls

/// Each with the compiler's own syntax tree of a small header, where there is a clang.
@Suite(.enabled(if: PluginCompiler.compilers(for: .c11).contains("clang"), "clang is not on this machine"))
struct HeaderDraftTests {
    private static func draft(_ header: String) async throws -> HeaderDraft {
        try await withTemporaryFolder { folder in
            try header.write(toFile: "\(folder)/h.h", atomically: false, encoding: .utf8)
            let output = "\(folder)/tree.json"
            try await PluginCompiler.dumpSyntaxTree(of: "\(folder)/h.h", into: output)
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: output)))
            return HeaderDraft(syntaxTree: try JSONValue(parsing: bytes))
        }
    }

    @Test func `a function of types that have names brings their declarations`() async throws {
        let draft = try await Self.draft(
            """
            typedef unsigned char Byte;
            typedef Byte Bytef;
            typedef unsigned long uLong;
            /** The checksum of
                some bytes. */
            uLong checksum(uLong crc, const Bytef *buf, unsigned len);
            """)
        let manifest = try draft.manifest(for: ["checksum"], library: "libsum.so.1")
        #expect(
            manifest.members == [
                "library": "libsum.so.1",
                "declarations": [
                    "typedef unsigned long uLong;", "typedef unsigned char Byte;", "typedef Byte Bytef;",
                ],
                "functions": [
                    [
                        "prototype": "uLong checksum(uLong crc, const Bytef *buf, unsigned int len)",
                        "description": "The checksum of some bytes.",
                        "parameters": ["buf": ["role": "bytes", "length": "len"]],
                        "examples": [["arguments": ["crc": 0, "buf": ""], "result": [:]]],
                    ]
                ],
            ])
        #expect(
            manifest.notes == [
                "checksum: is the role of \"buf\" {\"role\":\"bytes\",\"length\":\"len\"}?",
                "checksum: complete its example; only examples show that a prototype is right.",
            ])
    }

    @Test(
        arguments: [
            (
                "double f(double __x, double);", "double f(double x, double arg2)", [:],
                ["x": 0, "arg2": 0]
            ),
            ("int f(void);", "int f(void)", [:], [:]),
            (
                "const char *f(const char *name);", "const char *f(const char *name)",
                [
                    "parameters": ["name": ["role": "text"]],
                    "returns": ["role": "text", "ownership": "borrowed"],
                ], ["name": ""]
            ),
            (
                "typedef struct { int quot; int rem; } pair; pair f(int a);", "pair f(int a)", [:], ["a": 0]
            ),
            (
                "struct in { short a; }; struct out { struct in b[2]; }; void f(struct out o);",
                "void f(struct out o)", [:], ["o": ["b": [["a": 0], ["a": 0]]]]
            ),
            (
                "double f(const double *v, unsigned long count, double *sum);",
                "double f(const double *v, unsigned long count, double *sum)",
                ["parameters": ["v": ["role": "array", "length": "count"], "sum": ["role": "out"]]], ["v": []]
            ),
            (
                "int f(unsigned char *dest, unsigned long *destLen);",
                "int f(unsigned char *dest, unsigned long *destLen)",
                ["parameters": ["dest": ["role": "out_bytes", "capacity": 4096, "length": "destLen"]]], [:]
            ),
            (
                "int f(char *buf, unsigned long size);", "int f(char *buf, unsigned long size)",
                ["parameters": ["buf": ["role": "out_text", "capacity": 4096, "length": "size"]]], [:]
            ),
            (
                "void f(unsigned char digest[16]);", "void f(unsigned char *digest)",
                ["parameters": ["digest": ["role": "out_bytes", "capacity": 4096, "used": "all"]]], [:]
            ),
        ] as [(String, String, JSONObject, JSONValue)])
    func `roles are proposed by types and names`(
        header: String, prototype: String, roles: JSONObject, arguments: JSONValue
    ) async throws {
        let manifest = try await Self.draft(header).manifest(for: ["f"], library: "x").members
        let entry = try #require(manifest["functions"]?.array?.first)
        #expect(entry["prototype"]?.string == prototype)
        #expect(entry["parameters"] == roles["parameters"])
        #expect(entry["returns"] == roles["returns"])
        #expect(entry["examples"]?.array?.first?["arguments"] == arguments)
    }

    @Test(
        arguments: [
            ("int g(void);", "There is no function f to call: the header does not declare it."),
            (
                "int f(const char *format, ...);",
                "a function with a variable number of arguments cannot be called this way."
            ),
            (
                "void f(void (*callback)(void));",
                "a pointer to a function cannot be passed: nothing in JSON stands for one."
            ),
            (
                "struct s { char *name; }; void f(struct s v);",
                "the member \"name\" is a pointer, for which a struct has no role."
            ),
            (
                "struct s; void f(struct s *v);",
                "nothing is known of \"struct s\"; declare it with its members."
            ),
            ("void f(const void *v);", "\"v\" is a pointer (const void *) and needs a role"),
        ])
    func `what cannot be called is refused`(header: String, reason: String) async throws {
        let draft = try await Self.draft(header)
        let error = #expect(throws: TypedCallError.self) { try draft.manifest(for: ["f"], library: "x") }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test func `zlib's own header gives what its manifest says`() async throws {
        let draft = try await Self.draft("#include <zlib.h>\n")
        let members = try draft.manifest(for: ["crc32", "compress2"], library: "libz.so.1").members
        let functions = try #require(members["functions"]?.array)
        #expect(functions[0]["prototype"]?.string == "uLong crc32(uLong crc, const Bytef *buf, uInt len)")
        #expect(
            functions[1]["parameters"] == [
                "dest": ["role": "out_bytes", "capacity": 4096, "length": "destLen"],
                "source": ["role": "bytes", "length": "sourceLen"],
            ])
    }
}
