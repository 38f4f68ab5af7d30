// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import Host

@Suite struct SampleFilesTests {
    @Test func `an empty folder gets the files of the examples`() async throws {
        try await withTemporaryFolder { folder in
            #expect(try SampleFiles.write(into: folder))
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(names == ["data.json", "example.txt", "file1.txt", "file2.txt", "script.js"])
            let script = try String(contentsOfFile: folder + "/script.js", encoding: .utf8)
            #expect(script.contains("function calculateTotal() {\n  return 42;\n}"))
            #expect(script.contains("function processData() {\n  // ...\n}"))
        }
    }

    @Test(arguments: ["script.js", ".hidden"])
    func `a folder with anything in it stays as it is`(name: String) async throws {
        try await withTemporaryFolder { folder in
            try Data("mine".utf8).write(to: URL(filePath: folder).appending(path: name))
            #expect(try !SampleFiles.write(into: folder))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [name])
            #expect(try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) == "mine")
        }
    }
}
