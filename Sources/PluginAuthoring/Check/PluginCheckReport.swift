// SPDX-License-Identifier: Apache-2.0

package import JSON

/// All that the checks of a plugin found.
package struct PluginCheckReport: Sendable, Hashable {
    package let file: String
    package let seed: UInt64
    package var results: [CheckResult] = []

    package init(file: String, seed: UInt64, results: [CheckResult] = []) {
        self.file = file
        self.seed = seed
        self.results = results
    }

    /// Whether nothing says that the plugin cannot be started.
    var hasStarted: Bool {
        !results.contains { $0.id == .start && $0.outcome.isFault || $0.id == .file && $0.outcome.isFault }
    }

    /// Whether no check found a fault.
    package var isSound: Bool { !results.contains { $0.outcome.isFault } }

    /// The highest level that all its checks reach; nil below bronze, or when some of them were left out.
    ///
    /// A warning keeps a plugin at bronze, or at silver when only a check for gold warns.
    package var level: CheckLevel? {
        var reached: CheckLevel?
        for level in CheckLevel.allCases {
            let needed = CheckID.allCases.filter { $0.level.rawValue <= level.rawValue }
            let isReached = needed.allSatisfy { id in
                let found = results.filter { $0.id == id }
                guard !found.isEmpty else { return false }
                return found.allSatisfy { !$0.outcome.isFault && (level == .bronze || $0.outcome != .warned) }
            }
            guard isReached else { return reached }
            reached = level
        }
        return reached
    }

    /// How many results have each outcome.
    func count(_ outcome: CheckOutcome) -> Int { results.count { $0.outcome == outcome } }
}

// MARK: - For people

extension PluginCheckReport {
    /// The lines of one check, as they are written while the checks run.
    package static func text(of results: [CheckResult]) -> String {
        // Of many tools, those with nothing to say are one line.
        let quiet = results.filter { $0.outcome == .passed }
        var text = ""
        if let first = quiet.first, quiet.count == results.count {
            text += line(first.outcome, first.id, tool: nil, first.id.claim)
        }
        for result in results where result.outcome != .passed {
            text += line(result.outcome, result.id, tool: result.tool, result.detail)
            if let advice = result.advice { text += "        \(advice)\n" }
            if let again = result.reproduction { text += "        again: --reproduce \(again)\n" }
        }
        return text
    }

    private static func line(_ outcome: CheckOutcome, _ id: CheckID, tool: String?, _ text: String) -> String
    {
        let word = outcome.rawValue + String(repeating: " ", count: 8 - outcome.rawValue.utf8.count)
        let name = id.rawValue + String(repeating: " ", count: max(1, 20 - id.rawValue.utf8.count))
        return "\(word)\(name)\(tool.map { "\($0): " } ?? "")\(text)\n"
    }

    /// The last line.
    package var summary: String {
        let counts = CheckOutcome.allCases.filter { count($0) > 0 }.map { "\(count($0)) \($0.rawValue)" }
        let name = file.split(separator: "/").last.map(String.init) ?? file
        return "\(name): \(level?.name ?? "no level") (\(counts.joined(separator: ", ")); seed \(seed))\n"
    }
}

// MARK: - For programs

extension PluginCheckReport {
    /// The whole report; a stable form.
    package var json: JSONValue {
        let checks = results.map { result -> JSONValue in
            var members: JSONObject = [
                "id": .string(result.id.rawValue), "level": .string(result.id.level.name),
                "outcome": .string(result.outcome.rawValue),
            ]
            if let tool = result.tool { members["tool"] = .string(tool) }
            if !result.detail.isEmpty { members["detail"] = .string(result.detail) }
            if let advice = result.advice { members["advice"] = .string(advice) }
            if let again = result.reproduction { members["reproduce"] = .string("\(again)") }
            return .object(members)
        }
        return [
            "file": .string(file), "seed": JSONValue(seed), "level": level.map { .string($0.name) } ?? .null,
            "sound": .bool(isSound), "checks": .array(checks),
        ]
    }

    /// The report as JUnit's XML, a test case for each result, as build servers read it.
    package var junit: String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        let faults = results.count { $0.outcome == .failed }
        let errors = count(.crashed) + count(.timedOut)
        text += "<testsuite name=\"\(Self.escaped(file))\" tests=\"\(results.count)\" failures=\"\(faults)\""
        text += " errors=\"\(errors)\" skipped=\"\(count(.skipped))\">\n"
        for result in results {
            let name = result.id.rawValue + (result.tool.map { " [\($0)]" } ?? "")
            text += "  <testcase classname=\"toolhost.check\" name=\"\(Self.escaped(name))\">"
            text += Self.element(result) + "</testcase>\n"
        }
        return text + "</testsuite>\n"
    }

    private static func element(_ result: CheckResult) -> String {
        let text = [result.detail, result.advice].compactMap { $0 }.joined(separator: " ")
        switch result.outcome {
        case .passed: return ""
        case .skipped: return "<skipped message=\"\(escaped(text))\"/>"
        case .warned: return "<system-out>\(escaped(text))</system-out>"
        case .failed: return "<failure message=\"\(escaped(text))\"/>"
        case .timedOut, .crashed:
            return "<error type=\"\(result.outcome.rawValue)\" message=\"\(escaped(text))\"/>"
        }
    }

    /// XML 1.0 has no place for most control characters, escaped or not.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result += " "
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
