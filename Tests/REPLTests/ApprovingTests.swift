// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import PluginRuntime
import TestSupport
import Testing
import ToolLoop

@testable import REPL

/// Chats with a host one of whose plugins waits for approval.
@Suite struct ApprovingTests {
    /// What a session with these lines showed.
    private struct Shown {
        var isSound: Bool
        var output: String
        var complaints: String
    }

    private static func chat(
        _ lines: String..., isInteractive: Bool = true, consents: Bool = false
    ) async throws -> Shown {
        try await withTemporaryFolder { folder in
            let plugins = "\(folder)/plugins"
            try FileManager.default.createDirectory(atPath: plugins, withIntermediateDirectories: true)
            _ = try await PluginCompiler.buildFixture("hello", into: plugins)
            try Data(#"{"permissions": {"net": true}}"#.utf8)
                .write(to: URL(filePath: "\(plugins)/hello.plugin.json"))
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            var settings = PluginSettings(
                folders: [plugins], sandbox: "\(folder)/sandbox", dataFolder: "\(folder)/data",
                cacheFolder: "\(folder)/cache", worker: WorkerSettings(executable: BuiltProducts.worker),
                trust: TrustSettings(approvals: "\(folder)/state/approvals.json", home: folder))
            // No test is about how fast this machine is.
            settings.limits.loadTime = .seconds(120)
            let host = PluginHost(settings: settings, logger: logger)
            await host.load()
            let (output, complaints) = (KeptOutput(), KeptOutput())
            var session = try REPLSession(
                loop: TurnLoop(model: ScriptedModel([]), plugins: host),
                options: REPLOptions(
                    isInteractive: isInteractive, style: .plain, consents: consents, greeting: "Welcome."),
                lines: TypedLines(lines), output: output, complaints: complaints, interrupts: Interrupts(),
                logger: logger)
            let isSound = try await session.run()
            await host.shutdown()
            return Shown(isSound: isSound, output: output.text, complaints: complaints.text)
        }
    }

    @Test func `a person is told at the start, sees what is asked for, and uses what was approved`()
        async throws
    {
        let shown = try await Self.chat("/approve hello", "y", "/call hello {}")
        #expect(
            shown.output.hasPrefix(
                "Welcome.\nhello waits for approval, since it asks for more than plugins may do by default: "
                    + "/approve hello\n"))
        #expect(shown.output.contains("      + open network connections\n"))
        #expect(shown.output.contains("      + hello\n          + A tool of a test.\n"))
        #expect(shown.output.hasSuffix("greeter is approved and offers hello.\nhello\n\n"))
        #expect(shown.complaints.isEmpty)
    }

    @Test(arguments: ["n", "", "^C", "no"])
    func `whoever does not say yes changes nothing`(answer: String) async throws {
        let shown = try await Self.chat("/approve hello", answer, "/call hello {}")
        #expect(shown.output.contains("Nothing was changed.\n"))
        #expect(shown.complaints.contains("There is no tool \"hello\"."))
    }

    @Test func `another answer brings the question again`() async throws {
        let shown = try await Self.chat("/approve hello", "maybe", "yes", "/call hello {}")
        #expect(shown.output.contains("greeter is approved and offers hello.\n"))
    }

    @Test func `a script needs --yes`() async throws {
        let refused = try await Self.chat("/approve hello", isInteractive: false)
        #expect(!refused.isSound)
        #expect(
            refused.complaints
                == "toolhost: line 1: greeter was not approved.\nhint: Nobody can be asked in a script without --yes.\n"
        )
        let approved = try await Self.chat(
            "/approve hello", "/call hello {}", isInteractive: false, consents: true)
        #expect(approved.isSound)
        #expect(approved.output.hasSuffix("greeter is approved and offers hello.\nhello\n"))
    }

    @Test(arguments: [
        ("/approve", "/approve needs the name of a plugin.\nhint: /tools lists the plugins that wait.\n"),
        ("/approve helo", "There is no plugin \"helo\".\nhint: Did you mean \"hello\"?\n"),
    ])
    func `a name that means no plugin is answered`(line: String, complaint: String) async throws {
        #expect(try await Self.chat(line).complaints == complaint)
    }
}
