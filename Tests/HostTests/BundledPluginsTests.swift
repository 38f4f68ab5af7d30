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

    @Test func `the launcher is installed in libexec and built beside the program`() async throws {
        try await withTemporaryFolder { folder in
            try touch(["bin/toolhost", "bin/toolhost-launch"], in: folder)
            #expect(BundledPlugins.launcher(executable: folder + "/bin/toolhost") == nil, "it cannot be run")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: folder + "/bin/toolhost-launch")
            #expect(
                BundledPlugins.launcher(executable: folder + "/bin/toolhost")
                    == "\(folder)/bin/toolhost-launch".replacing("//", with: "/"))
            try touch(["libexec/toolhost/toolhost-launch"], in: folder)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: folder + "/libexec/toolhost/toolhost-launch")
            #expect(
                BundledPlugins.launcher(executable: folder + "/bin/toolhost")?
                    .hasSuffix("/libexec/toolhost/toolhost-launch") == true)
        }
    }

    @Test func `a plugin's surroundings hold the place of Swift's libraries and nothing of the user's`() {
        let names = Set(WorkerProgramFile.environment.keys)
        #expect(
            names.isSubset(of: [
                "LANG", "LC_ALL", "LC_CTYPE", "TZ", "PATH", "SWIFT_BACKTRACE", "LD_LIBRARY_PATH",
            ]))
        if let folder = WorkerProgramFile.environment["LD_LIBRARY_PATH"] {
            #expect(FileManager.default.fileExists(atPath: "\(folder)/libswiftCore.so"))
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
