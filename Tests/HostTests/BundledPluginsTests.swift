// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import Host

@Suite struct BundledPluginsTests {
    @Test func `an installed host has a folder of them`() async throws {
        try await withTemporaryFolder { folder in
            try touch(
                ["bin/toolhost", "bin/libUtility.so", "lib/toolhost/plugins/libUtility.so"], in: folder)
            let paths = BundledPlugins.paths(executable: folder + "/bin/toolhost")
            #expect(paths == ["\(folder)/lib/toolhost/plugins"])
        }
    }

    @Test func `a build folder has them beside the program, among other libraries`() async throws {
        try await withTemporaryFolder { folder in
            try touch(["debug/toolhost", "debug/libUtility.so", "debug/libOther.so"], in: folder)
            let paths = BundledPlugins.paths(executable: folder + "/debug/toolhost")
            #expect(paths == ["\(folder)/debug/libUtility.so"])
        }
    }

    @Test func `there may be none`() async throws {
        try await withTemporaryFolder { folder in
            try touch(["bin/toolhost"], in: folder)
            #expect(BundledPlugins.paths(executable: folder + "/bin/toolhost").isEmpty)
        }
    }

    private func touch(_ names: [String], in folder: String) throws {
        for name in names {
            let file = URL(filePath: folder).appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true
            )
            try Data().write(to: file)
        }
    }
}
