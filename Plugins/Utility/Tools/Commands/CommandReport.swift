// SPDX-License-Identifier: Apache-2.0

internal import Confinement
internal import JSON
internal import ToolKit

/// What a command that has ended looks like to a model and to programs.
struct CommandReport {
    private let outcome: ProgramOutcome
    private let output: String
    private let errors: String
    /// What nobody held the command to; empty when it was fully confined.
    private let gaps: [String]

    init(_ outcome: ProgramOutcome, kernel: KernelFeatures) {
        self.outcome = outcome
        output = CommandText.text(of: outcome.output)
        errors = CommandText.text(of: outcome.errors)
        let isFull = outcome.enforcement.landlock > 0 && outcome.enforcement.filtersCalls
        gaps = isFull ? [] : kernel.shortfalls
    }

    /// The output; what went wrong and what is missing follows in lines of its own.
    var text: String {
        var parts: [String] = []
        if !output.isEmpty { parts.append(Self.trimmed(output)) }
        if !errors.isEmpty { parts.append("stderr:\n" + Self.trimmed(errors)) }
        switch outcome.ending {
        case .exited(status: 0): if parts.isEmpty { parts.append("(no output)") }
        case .exited(let status): parts.append("exit code \(status)")
        case .signalled(let name): parts.append("ended by signal \(name)")
        case .deadline, .cancelled: break
        }
        return (parts + remarks).joined(separator: "\n")
    }

    private var remarks: [String] {
        var remarks: [String] = []
        if outcome.refusedPrograms > 0 {
            remarks.append("[It tried to start a program that is not an allowed command, and was refused.]")
        }
        if outcome.refusedProcesses > 0 {
            remarks.append("[It tried to start more processes than are allowed at a time, and was refused.]")
        }
        if outcome.killedProcesses > 0 { remarks.append("[Processes that it left behind were ended.]") }
        if !gaps.isEmpty { remarks.append("[Not fully confined. \(gaps.joined(separator: " "))]") }
        return remarks
    }

    /// Without the line end that a text for reading does not need.
    private static func trimmed(_ text: String) -> String {
        text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    var structured: JSONValue {
        var members: JSONObject = [
            "stdout": .string(output), "stderr": .string(errors),
            "durationMs": JSONValue(Int(outcome.duration.wholeMilliseconds)),
            "truncated": .bool(outcome.output.omittedBytes + outcome.errors.omittedBytes > 0),
            "confinement": .string(gaps.isEmpty ? "full" : "partial"),
        ]
        switch outcome.ending {
        case .exited(let status): members["exitCode"] = JSONValue(status)
        case .signalled(let name): members["signal"] = .string(name)
        case .deadline, .cancelled: break
        }
        let counts = [
            ("stdoutOmittedBytes", outcome.output.omittedBytes),
            ("stderrOmittedBytes", outcome.errors.omittedBytes),
            ("refusedPrograms", outcome.refusedPrograms), ("refusedProcesses", outcome.refusedProcesses),
            ("endedProcesses", outcome.killedProcesses),
        ]
        for (name, count) in counts where count > 0 { members[name] = JSONValue(count) }
        if !CommandText.isText(outcome.output) || !CommandText.isText(outcome.errors) {
            members["replacedBytes"] = .bool(true)
        }
        if !gaps.isEmpty { members["gaps"] = .array(gaps.map { .string($0) }) }
        return .object(members)
    }
}
