// SPDX-License-Identifier: Apache-2.0

import JSON
import ToolModel

/// What a prompt that teaches tools by text tells the demo model.
extension DemoConversation {
    /// What only the prompt of one dialect says, the more telling first.
    private static let signs: [(text: String, dialect: ToolCallFormat)] = [
        ("namespace functions {", .harmony), ("[TOOL_REQUEST]", .lmStudio), ("[TOOL_CALLS]", .mistral),
        ("<parameter=", .qwen3Coder), ("<tool_call>", .hermes), ("list of Python calls", .pythonic),
        ("\"parameters\": dictionary", .llama3JSON), ("\"action\"", .action),
    ]

    /// Finds the tools in a system prompt, and how they are to be called.
    mutating func learn(from text: String) {
        guard let sign = Self.signs.first(where: { text.contains($0.text) }) else { return }
        taught = sign.dialect
        for line in text.split(separator: "\n") {
            guard let name = Self.toolName(in: line, sign.dialect) else { continue }
            toolNames.append(name)
        }
    }

    private static func toolName(in line: Substring, _ dialect: ToolCallFormat) -> String? {
        switch dialect {
        case .action:
            guard line.hasPrefix("- ") else { return nil }
            let name = String(line.dropFirst(2).prefix { $0 != ":" && $0 != "(" })
            return ToolName.isValid(name) ? name : nil
        case .harmony:
            guard line.hasPrefix("type ") else { return nil }
            return String(line.dropFirst(5).prefix { $0 != " " })
        default:
            guard line.first == "{" else { return nil }
            let text = line.last == "," ? line.dropLast() : line
            // Lines that are no JSON are prose.
            let entry = try? JSONValue(parsing: String(text))
            return entry?["function"]?["name"]?.string
        }
    }

    // MARK: - Results

    /// The results that a user message carries in a taught dialect; empty when it is a person's own.
    static func results(in text: String) -> [Outcome] {
        let trimmed = text.drop(while: \.isWhitespace)
        if trimmed.hasPrefix("<tool_response>") { return responses(in: trimmed) }
        if trimmed.hasPrefix("Result of ") { return paragraphs(in: trimmed) }
        return trimmed.split(separator: "\n").compactMap { line in
            for (start, end) in [
                ("[TOOL_RESULT]", "[END_TOOL_RESULT]"), ("[TOOL_RESULTS]", "[/TOOL_RESULTS]"),
            ] {
                guard line.hasPrefix(start), line.hasSuffix(end) else { continue }
                return outcome(String(line.dropFirst(start.count).dropLast(end.count)))
            }
            return message(line)
        }
    }

    private static func paragraphs(in text: Substring) -> [Outcome] {
        var outcomes: [Outcome] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("Result of "), line.hasSuffix(":") {
                let name = line.dropFirst("Result of ".count).dropLast()
                outcomes.append(Outcome(tool: name == "the tool" ? nil : String(name), text: ""))
            } else if let last = outcomes.indices.last {
                outcomes[last].text += (outcomes[last].text.isEmpty ? "" : "\n") + line
            }
        }
        return outcomes
    }

    private static func responses(in text: Substring) -> [Outcome] {
        var outcomes: [Outcome] = []
        var lines: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            switch line {
            case "<tool_response>": lines = []
            case "</tool_response>": outcomes.append(outcome(lines.joined(separator: "\n")))
            default: lines.append(line)
            }
        }
        return outcomes
    }

    /// `{"name":…,"content":…}`, or the result's own text.
    private static func outcome(_ body: String) -> Outcome {
        // A body that is not JSON is the result's own text.
        let value = try? JSONValue(parsing: body)
        let content = value?["content"].map { $0.string ?? $0.jsonText() }
        return Outcome(tool: value?["name"]?.string, text: content ?? body)
    }

    /// A result in Harmony: `<|start|>functions.f to=assistant<|channel|>commentary<|message|>"…"<|end|>`.
    private static func message(_ line: Substring) -> Outcome? {
        let start = "<|start|>"
        let middle = " to=assistant<|channel|>commentary<|message|>"
        guard line.hasPrefix(start), line.hasSuffix("<|end|>"), let mark = line.firstRange(of: middle) else {
            return nil
        }
        let name = line[..<mark.lowerBound].dropFirst(start.count)
        let text = String(line[mark.upperBound...].dropLast("<|end|>".count))
        // A text that is no JSON string is taken as it stands.
        let value = try? JSONValue(parsing: text)
        let tool = name.hasPrefix("functions.") ? String(name.dropFirst("functions.".count)) : nil
        return Outcome(tool: tool, text: value?.string ?? text)
    }
}
