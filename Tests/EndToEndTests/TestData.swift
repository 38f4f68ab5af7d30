// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Testing

/// The official test suites, which are not part of this repository.
///
/// They are looked for in the folder that TOOLHOST_TEST_DATA names, or else in `../shared/data` next to the repository.
enum TestData {
    static func folder(_ name: String) -> URL? {
        let named = ProcessInfo.processInfo.environment["TOOLHOST_TEST_DATA"].map { URL(filePath: $0) }
        let data = named ?? SourceTree.root.appending(path: "../shared/data").standardizedFileURL
        let folder = data.appending(path: name)
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }

    /// The JSON files right inside a folder, by name.
    static func files(in folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
}
