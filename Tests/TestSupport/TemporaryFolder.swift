// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs `body` with the path of a new empty folder, and removes the folder with all that is in it afterwards.
///
/// The path has no symbolic links in it, so that it can be compared.
package func withTemporaryFolder<Result>(
    _ body: (_ path: String) async throws -> Result
) async throws -> Result {
    let parent = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    let folder = parent.appending(path: "toolhost-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // A folder that cannot be removed is no failure of what was tested.
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path(percentEncoded: false))
}
