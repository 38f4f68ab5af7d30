// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JSON
import Logging
import PluginAuthoring
import PluginRuntime

/// `toolhost plugin bench`: what a plugin's calls cost.
struct PluginBenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure a plugin's start, memory and calls.",
        discussion: """
            Each tool is called with the first example of its schema for a second one call at a time, and for a second \
            many at a time. Times are those of a host's caller: arguments checked, sent to the plugin's process, run, \
            result checked. Tools that reach things outside the host are called only when --tool names them. Exit \
            status: 0 when each call was answered, 1 when one was not, 2 for a file that is no plugin.
            """
    )

    @Argument(help: "The plugin's shared library, or the manifest of one.")
    var file: String

    @Option(help: "Call this tool alone.")
    var tool: String?

    @Option(help: "Call the one tool with these arguments, as JSON. [the schema's first example]")
    var arguments: String?

    @Option(help: "Seconds for the calls of each tool, one at a time and again many at a time.")
    var seconds: Double = 1

    @Option(help: "Calls at the same time, where there are many.")
    var callers: Int = 8

    @Flag(
        name: .customLong("in-process"),
        help: "Call it in this process too, where its crash ends the measurement.")
    var measuresInProcess = false

    @Flag(name: .customLong("json"), help: "Print the report as JSON.")
    var printsJSON = false

    private static let what = "plugin bench"
    /// What an hour holds is enough for any figure.
    private static let allowedSeconds = 0.01...3600.0
    private static let allowedCallers = 1...1024

    func validate() throws {
        guard Self.allowedSeconds.contains(seconds) else {
            throw ValidationError("The seconds must be from 0.01 to 3600.")
        }
        guard Self.allowedCallers.contains(callers) else {
            throw ValidationError("The callers must be from 1 to 1024.")
        }
        guard arguments == nil || tool != nil else {
            throw ValidationError("--arguments needs --tool: other tools take other arguments.")
        }
    }

    func run() async throws {
        let benchmark: PluginBenchmark
        do throws(AuthoringError) {
            let path = URL(filePath: file).path(percentEncoded: false)
            benchmark = try PluginBenchmark(file: path, settings: try settings())
        } catch {
            throw CommandFailure(.unusable, Self.what, error)
        }
        let writesLines = !printsJSON
        let report: PluginBenchmarkReport
        do {
            report = try await Signals.cancelling {
                try await benchmark.run { report, width in
                    if writesLines { try await Console.answer(report.heading(nameWidth: width)) }
                } onRow: { row, width in
                    if writesLines {
                        try await Console.answer(PluginBenchmarkReport.line(row, nameWidth: width))
                    }
                }
            }
        } catch let error as AuthoringError {
            throw CommandFailure(.unusable, Self.what, error)
        } catch let error as PluginError {
            throw CommandFailure(.unusable, Self.what, error)
        }
        if printsJSON { try await Console.answer(report.json.jsonText() + "\n") }
        guard report.isSound else { throw CommandStatus.failed }
    }

    private func settings() throws(AuthoringError) -> BenchmarkSettings {
        let worker = WorkerSettings(
            executable: WorkerProgramFile.ofThisProgram, environment: WorkerProgramFile.environment)
        var settings = BenchmarkSettings(worker: worker) { handler in
            Logger(label: "toolhost.bench", factory: { _ in handler })
        }
        settings.tool = tool
        settings.arguments = try arguments.map { (text) throws(AuthoringError) in try Self.object(text) }
        settings.measuresInProcess = measuresInProcess
        settings.time = .milliseconds(Int64(seconds * 1000))
        settings.callers = callers
        return settings
    }

    private static func object(_ text: String) throws(AuthoringError) -> JSONObject {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: text)
        } catch {
            throw .badArguments("they are not JSON: \(error.message)")
        }
        guard let object = value.object else { throw .badArguments("they are no JSON object") }
        return object
    }
}
