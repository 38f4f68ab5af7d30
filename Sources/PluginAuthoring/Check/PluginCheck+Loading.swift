// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import PluginRuntime
import ToolModel

extension PluginCheck {
    /// What a look at the file tells, without running any of it.
    func fileResults() -> [CheckResult] {
        let findings = settings.inspect(file)
        guard !findings.isEmpty else { return [CheckResult(.file, .passed)] }
        return findings.map { finding in
            CheckResult(
                .file, finding.code.isRefusal ? .failed : .warned,
                "\(finding.code.rawValue): \(finding.reason).", advice: finding.advice)
        }
    }

    func startResults() async throws -> [CheckResult] {
        let start = ContinuousClock.now
        let refusal = try await Trial.with(file, settings) { $0.refusal }
        guard let refusal else {
            let time = start.duration(to: .now)
            guard time < settings.slowStart else {
                return [
                    CheckResult(
                        .start, .warned, "It took \(time.components.seconds) seconds to start.",
                        advice:
                            "Leave long work to the first call: a host starts all plugins before it serves.")
                ]
            }
            return [CheckResult(.start, .passed)]
        }
        let outcome: CheckOutcome =
            switch refusal {
            case .loadTimedOut: .timedOut
            case .startFailed(_, let reason) where reason.hasPrefix("it did not survive it"): .crashed
            default: .failed
            }
        return [CheckResult(.start, outcome, refusal.message, advice: refusal.hint)]
    }

    func silenceResults() async throws -> [CheckResult] {
        let lines = try await Trial.with(file, settings) { $0.spoken.lines }
        guard let first = lines.first else { return [CheckResult(.silence, .passed)] }
        return [
            CheckResult(
                .silence, .warned,
                "It says \(lines.count) lines before it is called: \"\(first.prefix(200))\".",
                advice: "Log at the level TH_LOG_DEBUG while starting, and print nothing.")
        ]
    }

    func purityResults() async throws -> [CheckResult] {
        var seen: Set<Started> = []
        var left: [String] = []
        for _ in 0..<3 {
            let (started, files) = try await Trial.with(file, settings) { trial in
                (Started(trial), trial.filesLeft)
            }
            seen.insert(started)
            left += files
        }
        if seen.count > 1 {
            return [
                CheckResult(
                    .purity, .failed,
                    "It registers other tools, or says it is another plugin, from start to start.",
                    advice: "Let tools depend on nothing but the settings.")
            ]
        }
        if let first = left.first {
            return [
                CheckResult(
                    .purity, .warned, "It makes files when it starts: \(first).",
                    advice: "Make files in the first call that needs them.")
            ]
        }
        return [CheckResult(.purity, .passed)]
    }

    func registrationResults() async throws -> [CheckResult] {
        try await Trial.with(file, settings) { trial in
            var results = trial.host.registry.quarantined.map { tool in
                let place =
                    tool.pointer.map { " (at \($0.description.isEmpty ? "the root" : "\($0)"))" } ?? ""
                return CheckResult(
                    .registration, tool: tool.name, .failed,
                    "The host refuses the tool: \(tool.reason)\(place)",
                    advice: nil)
            }
            if trial.tools.isEmpty, results.isEmpty {
                results.append(
                    CheckResult(
                        .registration, .failed, "It registers no tool.",
                        advice: "Call th_add_tool in `init`, and return its result."))
            }
            return results.isEmpty ? [CheckResult(.registration, .passed)] : results
        }
    }
}

/// What a start told the host.
private struct Started: Hashable {
    let plugins: [String]
    let tools: [ToolDefinition]

    init(_ trial: Trial) {
        plugins = trial.host.registry.plugins.map { "\($0.id ?? "") \($0.name) \($0.version ?? "")" }
        tools = trial.tools.map(\.definition)
    }
}
