// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import JSON

/// `toolhost doctor`: whether what answers depend on is there and works.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the model server, the model, how it calls tools, and what confines plugins.",
        discussion: """
            The model is asked to call a tool once or twice, which may load it. Each check is a line: ok, warning, failed or \
            skipped, what was found, and what to do about it. The exit status is 1 when a check failed.
            """
    )

    @Flag(name: .customLong("json"), help: "Print the findings as a JSON array.")
    var printsJSON = false

    @OptionGroup var model: ModelOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let preparation = try await Preparation(
            options: common.values.merging(model.values) { $1 }, file: common.config, needsPlugins: false)
        let printsText = !printsJSON
        let doctor = Doctor(settings: preparation.settings, logger: preparation.logger) { finding in
            if printsText { try await Console.answer(finding.text) }
        }
        let findings = try await Signals.cancelling { try await doctor.examine() }
        if printsJSON {
            try await Console.answer(JSONValue.array(findings.map(\.json)).jsonText() + "\n")
        }
        let failures = findings.count { $0.verdict == .failed }
        guard failures == 0 else {
            throw CommandFailure(
                .failed, "doctor", "\(failures) of \(findings.count) checks failed.")
        }
    }
}
