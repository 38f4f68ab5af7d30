// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// The official JSON-Schema-Test-Suite, which is not part of this repository.
///
/// It is looked for under `json-schema-test-suite` in the folder that TOOLHOST_TEST_DATA names, or else in
/// `../shared/data` next to the repository.
enum SchemaSuiteFiles {
    struct File: Sendable, CustomTestStringConvertible {
        let name: String
        let url: URL
        var testDescription: String { name }

        func groups() throws -> [JSONValue] {
            try #require(try JSONValue(parsing: Array(Data(contentsOf: url))).array)
        }
    }

    static let folder: URL? = {
        let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
        let named = ProcessInfo.processInfo.environment["TOOLHOST_TEST_DATA"].map { URL(filePath: $0) }
        let data = named ?? root.appending(path: "../shared/data").standardizedFileURL
        let folder = data.appending(path: "json-schema-test-suite")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// The JSON files right inside a folder of the suite; none when the suite is absent.
    static func files(in path: String) -> [File] {
        guard let folder = folder?.appending(path: "tests").appending(path: path) else { return [] }
        // An unreadable folder shows as a draft without cases, which a test of its own refuses.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().map { name in
            File(name: "\(path)/\(name)", url: folder.appending(path: name))
        }
    }

    /// The documents that references may lead to, by the URI under which the suite expects a server for them.
    static let remotes: [String: JSONValue] = {
        guard let folder = folder?.appending(path: "remotes"),
            let paths = FileManager.default.enumerator(atPath: folder.path)
        else { return [:] }
        var documents: [String: JSONValue] = [:]
        for case let path as String in paths where path.hasSuffix(".json") {
            // A document that cannot be read shows as a reference that leads nowhere.
            guard let data = try? Data(contentsOf: folder.appending(path: path)),
                let value = try? JSONValue(parsing: Array(data))
            else { continue }
            documents["http://localhost:1234/\(path)"] = value
        }
        return documents
    }()
}
