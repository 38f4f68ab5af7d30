// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

@testable import Host

@Suite struct PrecautionsTests {
    @Test(arguments: [(0o700, false), (0o755, false), (0o775, true), (0o757, true), (0o1777, true)])
    func `a folder that others may write is found`(mode: Int, isFound: Bool) async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(
                atPath: "\(folder)/own", withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700])
            let path = "\(folder)/plugins"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            chmod(path, mode_t(mode))
            let found = Precautions.firstWritable(
                ["\(folder)/none", "\(folder)/own", path], byOthersThan: geteuid())
            #expect(found == (isFound ? path : nil))
        }
    }

    @Test func `a folder of somebody else is found`() async throws {
        try await withTemporaryFolder { folder in
            #expect(Precautions.firstWritable([folder], byOthersThan: geteuid() + 1) == folder)
        }
    }
}
