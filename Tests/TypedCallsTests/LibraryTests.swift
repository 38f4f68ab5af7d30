// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import JSON
import Testing
import TypedCalls

/// A function of libm with two exact arguments and their exact result.
private struct MathCase: Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: [String]
    let result: String

    var testDescription: String { "\(name)(\(arguments.joined(separator: ", ")))" }

    init(_ name: String, _ arguments: String..., gives result: String) {
        (self.name, self.arguments, self.result) = (name, arguments, result)
    }
}

private let math: [MathCase] = [
    MathCase("hypot", "3", "4", gives: "5"), MathCase("sqrt", "2.25", gives: "1.5"),
    MathCase("pow", "2", "-1", gives: "0.5"),
    MathCase("pow", "2", "1023", gives: "8.98846567431158e307"), MathCase("fmod", "7.5", "2", gives: "1.5"),
    MathCase("floor", "-0.5", gives: "-1"), MathCase("ceil", "0.5", gives: "1"),
    MathCase("trunc", "-2.7", gives: "-2"), MathCase("exp2", "10", gives: "1024"),
    MathCase("log2", "8", gives: "3"), MathCase("log10", "1000", gives: "3"),
    MathCase("copysign", "1", "-2", gives: "-1"),
    MathCase("nextafter", "0", "1", gives: "5e-324"),
]

@Suite struct LibraryTests {
    @Test(arguments: math)
    private func `functions of libm are found, though some are chosen by processor`(example: MathCase) throws
    {
        let libm = try CLibrary(opening: "libm.so.6")
        let names = ["x", "y"]
        let parameters = zip(names, example.arguments).map { "double \($0.0)" }.joined(separator: ", ")
        let function = try TypedFunction("double \(example.name)(\(parameters))", of: libm)
        var arguments = JSONObject()
        for (name, text) in zip(names, example.arguments) { arguments[name] = try JSONValue(parsing: text) }
        #expect(try function.call(arguments) == ["result": JSONValue(parsing: example.result)])
    }

    @Test func `a checksum of zlib`() throws {
        let zlib = try CLibrary(opening: "libz.so.1")
        let crc32 = try TypedFunction(
            "uLong crc32(uLong crc, const Bytef *buf, uInt len)",
            ["parameters": ["buf": ["role": "bytes", "length": "len", "encoding": "text"]]], of: zlib,
            declarations:
                "typedef unsigned long uLong; typedef unsigned char Bytef; typedef unsigned int uInt;")
        #expect(try crc32.call(["crc": 0, "buf": "123456789"]) == ["result": 0xCBF4_3926])
    }

    @Test func `what zlib compresses it restores`() throws {
        let zlib = try CLibrary(opening: "libz.so.1")
        let declarations =
            "typedef unsigned long uLong; typedef unsigned long uLongf; typedef unsigned char Bytef;"
        let errors: JSONValue = ["when": "nonzero"]
        let compress = try TypedFunction(
            "int compress2(Bytef *dest, uLongf *destLen, const Bytef *source, uLong sourceLen, int level)",
            [
                "parameters": [
                    "dest": [
                        "role": "out_bytes", "length": "destLen",
                        "capacity": ["prototype": "uLong compressBound(uLong sourceLen)"],
                    ],
                    "source": ["role": "bytes", "length": "sourceLen", "encoding": "text"],
                ], "returns": ["role": "status"], "errors": errors,
            ], of: zlib, declarations: declarations)
        let restore = try TypedFunction(
            "int uncompress(Bytef *dest, uLongf *destLen, const Bytef *source, uLong sourceLen)",
            [
                "parameters": [
                    "dest": [
                        "role": "out_bytes", "length": "destLen", "capacity": 65536, "encoding": "text",
                    ],
                    "source": ["role": "bytes", "length": "sourceLen"],
                ], "returns": ["role": "status"], "errors": errors,
            ], of: zlib, declarations: declarations)
        for text in ["", "x", String(repeating: "Grüße ", count: 5000)] {
            let packed = try compress.call(["source": .string(text), "level": 9])
            let bytes = try #require(packed["dest"])
            #expect(try restore.call(["source": bytes]) == ["dest": .string(text)])
        }
        #expect(
            restore.error(["source": "AAAA"]) == .failed(function: "uncompress", reason: "failed with -3"))
    }

    @Test(
        arguments: [
            ("libnothing.so.9", "cannot open shared object file: No such file or directory"),
            ("/etc/passwd", "file too short"),
        ])
    func `a library that cannot be loaded is named with the linker's reason`(name: String, reason: String) {
        let error = #expect(throws: TypedCallError.self) { try CLibrary(opening: name) }
        guard case .library(let found, let text)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found == name)
        #expect(text.hasPrefix(reason) || text.contains("invalid ELF header"))
    }

    @Test(
        arguments: [
            ("hypott", "There is no function hypott to call: libm.so.6 does not export it."),
            ("signgam", "There is no function signgam to call: what has this name is no function."),
            (
                "malloc",
                "There is no function malloc to call: it is not in libm.so.6 but in a library that this one needs; name that one."
            ),
        ])
    func `what is no function of the library is refused`(name: String, message: String) throws {
        let libm = try CLibrary(opening: "libm.so.6")
        let error = #expect(throws: TypedCallError.self) { try libm.function(name) }
        #expect(error?.message == message)
    }

    @Test func `data is no function, wherever the linker has put it`() async throws {
        let library = try await EverythingLibrary.library()
        let error = #expect(throws: TypedCallError.self) { try library.function("not_a_function") }
        #expect(error == .symbol(name: "not_a_function", reason: "what has this name is no function"))
    }

    @Test(
        arguments: [
            "struct s { double a[33]; }; struct s f(int a)",
            "struct s { double a[20], b[12]; }; void f(struct s v, struct s w, struct s x)",
        ])
    func `structs that are too large are refused`(text: String) async throws {
        let library = try await EverythingLibrary.library()
        let address = try library.function("touch")
        let contract = try FunctionContract(CPrototype(parsing: text), roles: [:])
        let error = #expect(throws: TypedCallError.self) {
            try TypedFunction(contract, at: address) { (name) throws(TypedCallError) in
                try library.function(name)
            }
        }
        #expect(error?.code == "signature_unsupported")
    }

    @Test func `an address without code is no function`() throws {
        let libm = try CLibrary(opening: "libm.so.6")
        #expect(throws: Never.self) { try libm.function("hypot") }
        #expect(unsafe FunctionAddress(codeAt: nil) == nil)
        #expect(unsafe FunctionAddress(codeAt: UnsafeRawPointer(bitPattern: 0x1000)) == nil)
    }
}
