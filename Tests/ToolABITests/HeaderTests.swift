// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// One compiler, keeping to one standard.
private struct Compilation: Sendable, CustomTestStringConvertible {
    let compiler: String
    let language: PluginCompiler.Language

    var testDescription: String { "\(compiler) -std=\(language.rawValue)" }

    static let all = PluginCompiler.Language.allCases.flatMap { language in
        PluginCompiler.compilers(for: language).map { Compilation(compiler: $0, language: language) }
    }

    var ending: String { language == .c11 ? "c" : "cpp" }

    /// Compiles a text in a folder of its own and passes the library's path on.
    func build(_ source: String, body: (_ library: String) async throws -> Void = { _ in }) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/source.\(ending)"
            try source.write(toFile: path, atomically: true, encoding: .utf8)
            let library = "\(folder)/library.so"
            try await PluginCompiler.build([path], output: library, language: language, compiler: compiler)
            try await body(library)
        }
    }
}

@Suite struct HeaderTests {
    @Test(
        .enabled(if: !Compilation.all.isEmpty, "no C compiler on this machine"), arguments: Compilation.all)
    private func `the header compiles alone, without a warning`(compilation: Compilation) async throws {
        try await compilation.build("#include \"toolhost.h\"\n")
    }

    @Test(
        .enabled(if: !Compilation.all.isEmpty, "no C compiler on this machine"), arguments: Compilation.all)
    private func `the example in the header compiles, and exports its entry alone`(
        compilation: Compilation
    ) async throws {
        try await compilation.build(try HeaderExample.source()) { library async throws in
            #expect(try ExportedSymbols.of(library) == ["th_plugin_entry_v1"])
        }
    }

    @Test func `the example has about 25 lines`() throws {
        let lines = try HeaderExample.source().split(separator: "\n")
        #expect((20...30).contains(lines.count))
        #expect(lines.first == "#include \"toolhost.h\"")
        #expect(lines.allSatisfy { $0.utf8.count <= 110 })
    }

    @Test func `the header includes nothing but stdint and stddef`() throws {
        let includes = try HeaderExample.header().split(separator: "\n").filter { $0.hasPrefix("#include") }
        #expect(includes.sorted() == ["#include <stddef.h>", "#include <stdint.h>"])
    }

    @Test func `every function is documented in the fixed order`() throws {
        let lines = try HeaderExample.header().split(separator: "\n", omittingEmptySubsequences: false)
        var checked = 0
        for (index, line) in lines.enumerated() {
            guard line.contains("(*") || line.hasPrefix("TH_EXPORT const"), !line.contains("static"),
                !line.hasPrefix("    ") || line.hasPrefix("    th_") || line.contains("(*"),
                line.trimmingCharacters(in: .whitespaces).first != "*"
            else { continue }
            guard let comment = Self.comment(above: index, in: lines) else { continue }
            let order = ["When:", "Threads:", "Ownership:", "Results:"].map { word in
                comment.firstIndex { $0.contains(word) }
            }
            let places = order.compactMap { $0 }
            #expect(places.count == 4, "line \(index + 1): \(line)")
            #expect(places == places.sorted(), "line \(index + 1): \(line)")
            checked += 1
        }
        #expect(checked >= 25)
    }

    /// The nearest comment of several lines above a declaration; members that share one stand below each other.
    private static func comment(above index: Int, in lines: [Substring]) -> [Substring]? {
        guard let end = lines[..<index].lastIndex(where: { $0.hasSuffix("*/") && $0.contains(" */") }) else {
            return nil
        }
        guard lines[end].trimmingCharacters(in: .whitespaces) == "*/" else { return nil }
        guard let start = lines[..<end].lastIndex(where: { $0.contains("/*") }) else { return nil }
        return Array(lines[start...end])
    }
}
