// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import TestSupport
import Testing

@testable import PluginAuthoring

@Suite(.timeLimit(.minutes(15))) struct ManifestCheckingTests {
    private static func report(
        _ text: String, _ checks: Set<CheckID> = [.file, .start, .registration, .examples]
    ) async throws -> [CheckResult] {
        try await withTemporaryFolder { folder in
            let file = "\(folder)/some.plugin.json"
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            var settings = CheckSettings.testing(seed: 3)
            settings.included = checks
            return try await PluginCheck(file: file, settings: settings).run().results
        }
    }

    private static func manifest(_ members: String, library: String = "libm.so.6") -> String {
        """
        {"id": "org.example.some", "name": "some", "version": "1.0.0", "license": "Apache-2.0",
         "library": "\(library)", "functions": [{"description": "Does something.",
          "hints": {"read_only": true, "open_world": false}, \(members)}]}
        """
    }

    @Test(arguments: ["libm", "zlib", "libc"])
    func `the shipped manifests do what they declare`(name: String) async throws {
        let file = "\(Repository.root)/Plugins/Manifests/\(name).plugin.json"
        var settings = CheckSettings.testing(seed: 3)
        settings.excluded = [.leaks]
        let report = try await PluginCheck(file: file, settings: settings).run()
        #expect(report.isSound, "\(PluginCheckReport.text(of: report.results))")
        let examples = report.results.filter { $0.id == .examples }
        #expect(examples.map(\.outcome) == [.passed])
    }

    @Test func `an example that fails says what came`() async throws {
        let results = try await Self.report(
            Self.manifest(
                """
                "prototype": "double sqrt(double x)", "examples": [
                  {"arguments": {"x": 4}, "result": {"result": 2}}, {"arguments": {"x": 9}, "result": {"result": 2}}]
                """))
        let found = results.filter { $0.outcome != .passed }
        #expect(found.map(\.id) == [.examples])
        #expect(
            found.first?.detail
                == #"Its example 2 fails: With {"x":9}, the result {"result":2} is due, and the result {"result":3} came."#
        )
        #expect(found.first?.tool == "sqrt")
    }

    @Test(arguments: [
        (Self.manifest(#""prototype": "double sqrt(double x""#), CheckID.registration),
        (
            Self.manifest(
                #""prototype": "double sqroot(double x)", "examples": [{"arguments": {"x": 4}, "result": {"result": 2}}]"#
            ),
            .registration
        ),
        (
            Self.manifest(
                #""prototype": "double sqrt(double x)", "examples": [{"arguments": {"x": 4}, "result": {"result": 2}}]"#,
                library: "libnone.so.1"), .start
        ),
        ("{", .file), (#"{"permissions": {}}"#, .file),
    ])
    func `what is wrong with a manifest is found at the first step that can see it`(
        text: String, id: CheckID
    ) async throws {
        let results = try await Self.report(text)
        let fault = try #require(results.first { $0.outcome.isFault })
        #expect(fault.id == id, "\(results)")
        #expect(!fault.detail.isEmpty)
    }
}
