// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import TestSupport
import Testing

@testable import Host

@Suite(.enabled(if: PluginCompiler.compilers(for: .c11).contains("clang"), "clang is not on this machine"))
struct PluginBindCommandTests {
    private static func write(_ header: String, _ folder: String) throws -> String {
        let path = "\(folder)/gauge.h"
        try header.write(toFile: path, atomically: false, encoding: .utf8)
        return path
    }

    @Test func `a header's function becomes the draft of a manifest`() async throws {
        try await withTemporaryFolder { folder in
            let header = try Self.write(
                "typedef unsigned int mark;\n/** Reads the gauge. */\nmark gauge(const char *name, mark last);\n",
                folder)
            let run = await ProgramRun(["plugin", "bind", "--header", header, "--symbol", "gauge"])
            #expect(run.status == .ok, "\(run)")
            let manifest = try JSONValue(parsing: run.output)
            #expect(manifest["library"] == "libgauge.so")
            #expect(manifest["declarations"] == ["typedef unsigned int mark;"])
            let function = try #require(manifest["functions"]?.array?.first)
            #expect(function["prototype"] == "mark gauge(const char *name, mark last)")
            #expect(function["description"] == "Reads the gauge.")
            #expect(
                run.complaints == """
                    toolhost: plugin bind: is the library libgauge.so? --library names it.
                    toolhost: plugin bind: gauge: is the role of "name" {"role":"text"}?
                    toolhost: plugin bind: gauge: complete its example; only examples show that a prototype is right.

                    """)
        }
    }

    @Test func `what is not in the header is refused with the nearest name`() async throws {
        try await withTemporaryFolder { folder in
            let header = try Self.write("int gauge(int x);\n", folder)
            let run = await ProgramRun([
                "plugin", "bind", "--header", header, "--symbol", "guage", "--library", "libgauge.so.1",
            ])
            #expect(run.status == .failed)
            #expect(run.output.isEmpty)
            #expect(
                run.complaints
                    == "toolhost: plugin bind: There is no function guage to call: the header does not declare it.\n"
                    + "hint: Did you mean \"gauge\"?\n")
        }
    }

    @Test func `a header that is not there is clang's to complain of`() async {
        let run = await ProgramRun(["plugin", "bind", "--header", "no/such.h", "--symbol", "f"])
        #expect(run.status == .failed)
        #expect(run.complaints.contains("clang cannot read the header no/such.h."), "\(run.complaints)")
    }
}
