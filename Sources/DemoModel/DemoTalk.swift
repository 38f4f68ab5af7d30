// SPDX-License-Identifier: Apache-2.0

import JSON

/// The sentences of the demo model.
enum DemoTalk {
    private static let introduction =
        "I am toolhost's demo model: a handful of rules, without knowledge of my own."

    private static let abilities =
        "Ask me, for example, to list the files, to read or write one, to calculate 2+2, to search for something or "
        + "to fetch a page; for anything else connect a real model, such as one in LM Studio."

    /// The longest part of a result that is repeated, in characters.
    private static let excerptLength = 400

    /// The answer when there is nothing to call.
    static func reply(to conversation: DemoConversation, wanting missing: [DemoStep]) -> String {
        if !conversation.outcomes.isEmpty {
            return conversation.outcomes.map { sentence($0, step: nil) }.joined(separator: " ")
        }
        if let step = missing.first {
            return "For that I need the tool \(step.tool), which is not among those I was given."
        }
        let phrase = DemoPhrase(conversation.question)
        if phrase.has("poem", "haiku", "verse") {
            return
                "Rules I have, and they are few,\nnone of them has learned to rhyme;\nask for files, and sums will do:\n"
                + "real models take more time.\n\n(\(introduction))"
        }
        if phrase.tokens.count <= 3, phrase.has("hello", "hi", "hey", "thanks", "hallo") {
            return "Hello! \(introduction) \(abilities)"
        }
        let about = phrase.index(of: ["about", "explain"]).map { phrase.text(from: $0 + 1) } ?? ""
        if !about.isEmpty {
            return "\(introduction) So I cannot tell you about \(about.prefix(80)). \(abilities)"
        }
        return "\(introduction) \(abilities)"
    }

    /// What came back from the calls, a sentence each.
    static func report(
        on outcomes: [DemoConversation.Outcome], of steps: [DemoStep], missing: [DemoStep]
    ) -> String {
        var sentences = outcomes.enumerated().map { index, outcome in
            sentence(outcome, step: index < steps.count ? steps[index] : nil)
        }
        if !missing.isEmpty {
            let names = missing.map(\.tool).joined(separator: ", ")
            sentences.append("For the rest I would need tools that I was not given: \(names).")
        }
        return sentences.joined(separator: "\n")
    }

    private static func sentence(_ outcome: DemoConversation.Outcome, step: DemoStep?) -> String {
        let text = excerpt(outcome.text)
        guard !text.isEmpty else {
            return "The tool \(outcome.tool ?? step?.tool ?? "") answered with nothing."
        }
        guard let step else { return "The tool\(outcome.tool.map { " \($0)" } ?? "") answered: \(text)" }
        switch step.tool {
        case "math": return "\(step.arguments["expr"]?.string ?? "That") is \(text)."
        case "listFiles":
            let names = text.split(separator: "\n").joined(separator: ", ")
            return "The folder \(step.arguments["path"]?.string ?? ".") holds: \(names)."
        case "files": return "The file \(step.arguments["path"]?.string ?? "") says:\n\(text)"
        default: return "\(step.tool) answered: \(text)"
        }
    }

    private static func excerpt(_ text: String) -> String {
        var end = text.endIndex
        while end > text.startIndex, text[text.index(before: end)].isWhitespace {
            end = text.index(before: end)
        }
        let trimmed = text[..<end]
        return trimmed.count <= excerptLength ? String(trimmed) : "\(trimmed.prefix(excerptLength))…"
    }
}
