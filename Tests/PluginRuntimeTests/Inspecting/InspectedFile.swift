// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

@testable import PluginRuntime

/// A library that was built for a test, as the host sees it without running it.
struct InspectedFile {
    let path: String
    let inspection: PluginInspection

    /// Inspects a file for a process of this test program.
    init(path: String, program: String = "/proc/self/exe") throws {
        self.path = path
        inspection = ELFInspector(path: path, program: program).inspect(try FileSource(path: path))
    }

    /// Builds a fixture into a folder of its own.
    static func with<Result>(
        _ fixture: String, flags: [String] = [],
        prepare: (_ folder: String) async throws -> Void = { _ in },
        body: (InspectedFile) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            let given = flags.map { $0.replacing("FOLDER", with: folder) }
            return try await body(try InspectedFile(path: try await build(fixture, into: folder, given)))
        }
    }

    private static func build(
        _ fixture: String, into folder: String, _ flags: [String]
    ) async throws -> String {
        guard fixture.hasSuffix(".cpp") else {
            return try await PluginCompiler.buildFixture(fixture, into: folder, flags: flags)
        }
        let path = "\(folder)/\(fixture.dropLast(4)).so"
        try await PluginCompiler.build(
            [Repository.fixturePath("Plugins/\(fixture)")], output: path, language: .cxx17, flags: flags)
        return path
    }

    var codes: [PluginFinding.Code] { inspection.findings.map(\.code) }
}

extension ELFInspector {
    /// What it says of bytes in memory.
    static func inspect(_ bytes: [UInt8]) -> PluginInspection {
        ELFInspector(path: "/plugins/some.so", program: "/proc/self/exe").inspect(ArraySource(bytes: bytes))
    }
}
