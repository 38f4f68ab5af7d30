// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Diagnostics

@Suite struct NearestNamesTests {
    static let names = ["listFiles", "files", "writeFile", "getFileInfo", "math"]

    @Test(arguments: [
        ("listfiles", ["listFiles"]), ("list_files", ["listFiles"]), ("listFile", ["listFiles"]),
        ("mtah", ["math"]), ("write-file", ["writeFile"]), ("", []), ("deploy", []),
    ])
    func `near names are found and far ones are not`(_ name: String, _ expected: [String]) {
        let found = NearestNames.of(name, among: Self.names)
        #expect(Array(found.prefix(expected.count)) == expected)
        if expected.isEmpty { #expect(found.isEmpty) }
    }

    @Test func `no more are named than asked for`() {
        #expect(NearestNames.of("file", among: ["file1", "file2", "file3", "file4"], limit: 2).count == 2)
    }

    @Test func `a very long name costs no more than a short one`() {
        let long = String(repeating: "x", count: 1_000_000)
        #expect(NearestNames.of(long, among: [long, "math"]).first == long)
    }

    @Test func `the hint is a question, or nothing`() {
        #expect(NearestNames.hint(for: "mat", among: Self.names) == "Did you mean \"math\"?")
        #expect(NearestNames.hint(for: "zzz", among: Self.names) == nil)
    }
}
