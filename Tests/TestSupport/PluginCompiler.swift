// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation

/// Builds plugins in C and C++ from the public header alone, as their authors do.
package enum PluginCompiler {
    /// What a source is compiled as.
    package enum Language: String, Sendable, CaseIterable {
        case c11 = "c11"
        case cxx17 = "c++17"
    }

    /// A compiler's run that did not succeed.
    package struct Failure: Error, CustomStringConvertible {
        package let command: String
        package let output: String

        package var description: String { "\(command)\n\(output)" }
    }

    /// The folder of `toolhost.h`.
    package static let headerFolder = "\(Repository.root)/Sources/ToolABI/include"

    /// The compilers of a language that this machine has.
    package static func compilers(for language: Language) -> [String] {
        let names = language == .c11 ? ["clang", "gcc", "cc"] : ["clang++", "g++", "c++"]
        return names.filter { name in
            searchPath.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
        }
    }

    /// Compiles `sources` with all warnings as errors into a shared library at `output`.
    ///
    /// - Parameters:
    ///   - sources: Paths of source files.
    ///   - output: Where the library goes.
    ///   - language: The standard to keep to.
    ///   - compiler: One of `compilers(for:)`; the first of them when left out.
    ///   - flags: More arguments, at the end.
    /// - Throws: `Failure` with what the compiler said.
    package static func build(
        _ sources: [String], output: String, language: Language = .c11, compiler: String? = nil,
        flags: [String] = []
    ) async throws {
        guard let compiler = compiler ?? compilers(for: language).first else {
            throw Failure(
                command: "cc", output: "There is no compiler for \(language.rawValue) on this machine.")
        }
        let arguments =
            [compiler, "-std=\(language.rawValue)", "-Wall", "-Wextra", "-pedantic", "-Werror"]
            + ["-shared", "-fPIC", "-fvisibility=hidden", "-I", headerFolder, "-o", output] + sources + flags
        try await run(arguments)
    }

    /// Builds `Tests/Fixtures/Plugins/NAME.c` into `folder` and returns the library's path.
    ///
    /// - Parameters:
    ///   - name: The file's name without its ending.
    ///   - folder: Where the library goes, as `NAME.so`.
    ///   - flags: More arguments for the compiler.
    /// - Returns: The path of the library.
    /// - Throws: `Failure` with what the compiler said.
    package static func buildFixture(_ name: String, into folder: String, flags: [String] = []) async throws
        -> String
    {
        let output = "\(folder)/\(name).so"
        try await build(
            [Repository.fixturePath("Plugins/\(name).c")], output: output,
            flags: ["-D_DEFAULT_SOURCE"] + flags)
        return output
    }

    /// Writes what clang makes of a header, as JSON.
    ///
    /// - Parameters:
    ///   - header: The header's path.
    ///   - output: Where the syntax tree goes.
    /// - Throws: `Failure` with what the compiler said.
    package static func dumpSyntaxTree(of header: String, into output: String) async throws {
        // The compiler writes the tree to its standard output only.
        let command = "clang -x c -fsyntax-only -fparse-all-comments -Xclang -ast-dump=json \"$0\" > \"$1\""
        try await run(["sh", "-c", command, header, output])
    }

    private static let searchPath = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        .split(separator: ":").map(String.init)

    /// Off the cooperative pool, since a compiler takes its time.
    private static func run(_ arguments: [String]) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try runBlocking(arguments) })
            }
        }
    }

    private static func runBlocking(_ arguments: [String]) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(
                command: arguments.joined(separator: " "), output: String(decoding: text, as: UTF8.self))
        }
    }
}
