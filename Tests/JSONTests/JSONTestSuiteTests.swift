// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// The parsing files of JSONTestSuite (Nicolas Seriot), which are not part of this repository.
///
/// They are looked for under `json-test-suite/test_parsing` in the folder that TOOLHOST_TEST_DATA names, or
/// else in `../shared/data` next to the repository.
@Suite(.enabled(if: SuiteFiles.folder != nil, "JSONTestSuite is not here; set TOOLHOST_TEST_DATA"))
struct JSONTestSuiteTests {
    @Test(arguments: SuiteFiles.named("y_"))
    func `what must be accepted is accepted and reads back`(_ file: SuiteFiles.File) throws {
        let value = try JSONValue(parsing: file.bytes())
        #expect(try JSONValue(parsing: value.jsonBytes()) == value)
    }

    @Test(arguments: SuiteFiles.named("n_"))
    func `what must be refused is refused`(_ file: SuiteFiles.File) throws {
        let bytes = try file.bytes()
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }

    /// The suite leaves these open; either answer is right, a trap is not.
    @Test(arguments: SuiteFiles.named("i_"))
    func `what is left open gets a value that reads back or a fault`(_ file: SuiteFiles.File) throws {
        let bytes = try file.bytes()
        do throws(JSONError) {
            let value = try JSONValue(parsing: bytes)
            #expect(try JSONValue(parsing: value.jsonBytes()) == value)
        } catch {
            #expect((0...bytes.count).contains(error.offset))
        }
    }
}

/// Where the suite lies on this machine.
enum SuiteFiles {
    struct File: Sendable, CustomTestStringConvertible {
        let url: URL
        var testDescription: String { url.lastPathComponent }
        func bytes() throws -> [UInt8] { Array(try Data(contentsOf: url)) }
    }

    static let folder: URL? = {
        let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
        let named = ProcessInfo.processInfo.environment["TOOLHOST_TEST_DATA"].map { URL(filePath: $0) }
        let data = named ?? root.appending(path: "../shared/data").standardizedFileURL
        let folder = data.appending(path: "json-test-suite/test_parsing")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// The suite's files whose names start with `prefix`; none when the suite is absent.
    static func named(_ prefix: String) -> [File] {
        guard let folder else { return [] }
        // An unreadable folder shows as a suite without cases, which the first test of the suite would show.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasPrefix(prefix) }.sorted().map { File(url: folder.appending(path: $0)) }
    }
}
