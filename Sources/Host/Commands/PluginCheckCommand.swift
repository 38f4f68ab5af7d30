// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JSON
import Logging
import PluginAuthoring
import PluginRuntime

/// `toolhost plugin check`: what a plugin does when it is used in earnest.
struct PluginCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Judge a plugin: bronze, silver or gold.",
        discussion: """
            Each check runs the plugin in a process of its own. bronze: it works as its examples show. silver: for all \
            that its schemas allow. gold: for long, in parallel, and when it is told to stop. Exit status: 0 when \
            nothing failed, 1 when something did, 2 for a file that is not there.
            """
    )

    @Argument(help: "The plugin's shared library, or the manifest of one.")
    var file: String?

    @Flag(name: .customLong("list"), help: "Name the checks and end.")
    var lists = false

    @Flag(name: .customLong("json"), help: "Print the report as JSON.")
    var printsJSON = false

    @Option(name: .customLong("junit"), help: "Write the report as JUnit's XML into this file too.")
    var junit: String?

    @Option(name: .customLong("include"), help: "Only this check; may be given more than once.")
    var included: [String] = []

    @Option(name: .customLong("exclude"), help: "Not this check; may be given more than once.")
    var excluded: [String] = []

    @Option(help: "The seed of random values; the report names the one that was used. [random]")
    var seed: UInt64?

    @Option(help: "Make one call of a report again: calls.random/greet/17@42.")
    var reproduce: String?

    private static let what = "plugin check"

    func run() async throws {
        guard !lists else { return try await Console.answer(Self.list) }
        guard let file else {
            throw CommandFailure(
                .unusable, Self.what, "The plugin's file is missing.",
                hint: "toolhost plugin check build/greet.so")
        }
        let check = try usable { () throws(AuthoringError) in
            try PluginCheck(file: URL(filePath: file).path(percentEncoded: false), settings: try settings())
        }
        let writesLines = !printsJSON
        let report = try await Signals.cancelling {
            try await check.run { results in
                if writesLines { try await Console.answer(PluginCheckReport.text(of: results)) }
            }
        }
        try await Console.answer(printsJSON ? report.json.jsonText() + "\n" : report.summary)
        try writeJUnit(report)
        guard report.isSound else { throw CommandStatus.failed }
    }

    private func settings() throws(AuthoringError) -> CheckSettings {
        let worker = WorkerSettings(
            executable: WorkerProgramFile.ofThisProgram, environment: WorkerProgramFile.environment)
        // Short enough to be typed.
        var settings = CheckSettings(worker: worker, seed: seed ?? UInt64.random(in: 0..<1_000_000)) {
            handler in
            Logger(label: "toolhost.check", factory: { _ in handler })
        }
        settings.included = try Self.checks(included)
        settings.excluded = try Self.checks(excluded)
        if let reproduce { settings.reproduction = try Reproduction(parsing: reproduce) }
        return settings
    }

    private static func checks(_ names: [String]) throws(AuthoringError) -> Set<CheckID> {
        var found: Set<CheckID> = []
        for name in names {
            guard let id = CheckID(rawValue: name) else { throw .unknownCheck(name) }
            found.insert(id)
        }
        return found
    }

    private func usable<Value>(_ body: () throws(AuthoringError) -> Value) throws -> Value {
        do throws(AuthoringError) {
            return try body()
        } catch {
            throw CommandFailure(.unusable, Self.what, error)
        }
    }

    private func writeJUnit(_ report: PluginCheckReport) throws {
        guard let junit else { return }
        do {
            try Data(report.junit.utf8).write(to: URL(filePath: junit))
        } catch {
            throw CommandFailure(.failed, Self.what, "The report cannot be written to \(junit).")
        }
    }

    private static var list: String {
        CheckID.allCases.map { id in
            let name = id.rawValue + String(repeating: " ", count: max(1, 20 - id.rawValue.utf8.count))
            let level = id.level.name + String(repeating: " ", count: 8 - id.level.name.utf8.count)
            return "\(name)\(level)\(id.claim)\n"
        }.joined()
    }
}
