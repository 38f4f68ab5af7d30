// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import JSONSchema
import Prompting
import ToolCallParsing
import ToolModel

/// Asks a model to call a tool and looks at how it does.
struct DialectProbe: Sendable {
    /// How the model called the tool.
    enum Way: Sendable, Hashable {
        /// The server handed the call on in `tool_calls`.
        case native
        /// The model wrote it as text; the dialect is nil where only the search for all at once finds it.
        case written(ToolCallFormat?)
        /// There was no call that could be used; what it wrote instead, cut short.
        case none(String)
    }

    /// The most that is kept of an answer, in bytes: calls are a few hundred.
    private static let answerBytes = 64 << 10
    /// The most that the model may write; reasoning comes before a call.
    private static let tokens = 4096

    private static let tool = ToolDefinition(
        name: "math", description: "Calculates an arithmetic expression exactly.",
        inputSchema: [
            "type": "object",
            "properties": ["expr": ["type": "string", "description": "The expression, such as 2 * 3."]],
            "required": ["expr"],
        ])
    private static let question = "Calculate 1234 * 5678 with the tool math; do not do it yourself."

    let model: any LanguageModel
    /// The name to ask for; nil asks for none.
    let name: String?

    /// Puts the tool before the model in `format` and asks for a call.
    ///
    /// - Throws: `ModelError` when the upstream fails, or `CancellationError`.
    func way(format: ToolCallFormat) async throws -> Way {
        let request = ChatRequest(
            model: name, messages: [ChatMessage(role: .user, text: Self.question)],
            parameters: ["max_tokens": JSONValue(Self.tokens), "temperature": 0])
        let built = PromptBuilder(format: format).build(request, tools: [Self.tool])
        var answer: [ChatDelta] = []
        var bytes = 0
        for try await batch in try await model.stream(built) {
            bytes += batch.reduce(0) { $0 + $1.textBytes }
            guard bytes <= Self.answerBytes else { break }
            answer += batch
        }
        if case .failure(let failure)? = answer.last {
            throw ModelError.truncated(url: model.upstream.url ?? "", detail: failure.message)
        }
        return try Self.way(of: answer)
    }

    private static func way(of answer: [ChatDelta]) throws -> Way {
        guard try textBesideCall(in: answer, format: .auto) != nil else {
            return .none(text(of: answer).cut(to: 200))
        }
        let isNative = answer.contains { if case .toolCall = $0 { true } else { false } }
        guard !isNative else { return .native }
        // A bare object is found inside other dialects' markers too: the right dialect leaves the least text over.
        var best: (format: ToolCallFormat, text: Int)?
        for format in ToolCallFormat.allCases where format != .auto && format != .native {
            guard let text = try textBesideCall(in: answer, format: format) else { continue }
            if best.map({ text < $0.text }) ?? true { best = (format, text) }
        }
        return .written(best?.format)
    }

    /// How many bytes of text stand beside a call of the tool; nil when there is no call.
    private static func textBesideCall(in answer: [ChatDelta], format: ToolCallFormat) throws -> Int? {
        let catalog = ToolCatalog([
            CallableTool(name: tool.name, schema: try Schema(compiling: tool.inputSchema))
        ])
        var parser = ToolCallParser(catalog: catalog, options: ToolCallParser.Options(format: format))
        var events: [ChatEvent] = []
        for delta in answer { parser.feed(delta, into: &events) }
        parser.finish(into: &events)
        guard events.contains(where: { if case .call = $0 { true } else { false } }) else { return nil }
        return events.reduce(0) { sum, event in
            if case .text(let text) = event { sum + text.utf8.count } else { sum }
        }
    }

    private static func text(of answer: [ChatDelta]) -> String {
        answer.reduce(into: "") { text, delta in
            if case .content(let more) = delta { text += more }
        }
    }
}

extension ChatDelta {
    fileprivate var textBytes: Int {
        switch self {
        case .content(let text), .reasoning(let text): text.utf8.count
        case .toolCall(let call): call.arguments?.utf8.count ?? 0
        case .start, .finish, .usage, .failure: 0
        }
    }
}

extension String {
    /// One line of at most `count` characters.
    fileprivate func cut(to count: Int) -> String {
        let line = split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count <= count ? line : "\(line.prefix(count))…"
    }
}
