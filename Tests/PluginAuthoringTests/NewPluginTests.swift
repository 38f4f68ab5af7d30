// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import PluginRuntime
import TestSupport
import Testing

@testable import PluginAuthoring

/// What a new plugin in a language needs beside make; the one in Swift is built by the test of its page.
private let tools: [PluginLanguage: String] = [.c: "cc", .cpp: "c++", .rust: "cargo", .cLibrary: "cc"]

/// Builds, tests and checks what `plugin new` writes, as its author would.
@Suite(.serialized, .timeLimit(.minutes(15))) struct NewPluginTests {
    @Test(
        arguments: PluginLanguage.allCases.filter {
            BuildTool.works("make") && tools[$0].map(BuildTool.works) == true
        })
    func `a new plugin builds, passes its test and is gold`(language: PluginLanguage) async throws {
        try await withTemporaryFolder { folder in
            let name = try PluginName("word-count", for: language)
            try PluginScaffold(name: name, language: language).write(to: "\(folder)/new")
            for target in [[], ["test"]] {
                try await CommandRun.make(target, in: "\(folder)/new")
            }
            var settings = CheckSettings.testing(seed: 7)
            settings.leakCalls = 2000
            let check = try PluginCheck(file: "\(folder)/new/word-count.so", settings: settings)
            let report = try await check.run()
            #expect(report.level == .gold, "\(PluginCheckReport.text(of: report.results))")
        }
    }

    /// The whole examples build against the kits as they are, and are sound.
    @Test(arguments: ["c", "cpp", "rust"].filter { BuildTool.works($0 == "rust" ? "cargo" : "cc") })
    func `the example of a language builds, and the host calls it`(language: String) async throws {
        try await withTemporaryFolder { folder in
            let library = try await ExamplePlugin.build(language, in: folder)
            var settings = CheckSettings.testing(seed: 7)
            settings.excluded = [.leaks]
            let report = try await PluginCheck(file: library, settings: settings).run()
            #expect(report.isSound, "\(PluginCheckReport.text(of: report.results))")
            #expect(!report.results.contains { $0.outcome == .skipped && $0.id == .start })
        }
    }
}

extension CheckSettings {
    /// Settings with the worker of this build, and no log.
    static func testing(seed: UInt64) -> CheckSettings {
        var settings = CheckSettings(
            worker: WorkerSettings(executable: BuiltProducts.worker), seed: seed
        ) { handler in
            Logger(label: "test", factory: { _ in handler })
        }
        // No test is about how fast this machine is.
        settings.slowStart = .seconds(600)
        settings.checkTime = .seconds(600)
        settings.callTime = .seconds(60)
        return settings
    }
}

/// Builds what stands beside the kits as examples.
enum ExamplePlugin {
    static func build(_ language: String, in folder: String) async throws -> String {
        let (root, output) = ("\(Repository.root)/Sources/ToolABI", "\(folder)/example.so")
        let flags = [
            "-I", "\(root)/include", "-I", "\(root)/Kits/cpp", "-Wl,--version-script=\(root)/plugin.map",
        ]
        switch language {
        case "c":
            try await PluginCompiler.build(
                ["\(root)/Kits/examples/c/text_case.c"], output: output, flags: flags)
        case "cpp":
            try await PluginCompiler.build(
                ["\(root)/Kits/examples/cpp/text_stats.cpp"], output: output, language: .cxx17, flags: flags)
        default:
            // Cargo writes beside the sources, so they are copied; the path of the kit leads to the copy's neighbour.
            try FileManager.default.copyItem(atPath: "\(root)/Kits", toPath: "\(folder)/Kits")
            try await CommandRun.run(
                ["cargo", "build", "--release", "--offline", "--target-dir", "\(folder)/target"],
                in: "\(folder)/Kits/examples/rust")
            try FileManager.default.copyItem(
                atPath: "\(folder)/target/release/libtext_tools.so", toPath: output)
        }
        return output
    }
}
