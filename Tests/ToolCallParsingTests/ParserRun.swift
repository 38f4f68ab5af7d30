// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import JSONSchema
import ToolCallParsing
import ToolModel

/// Drives a parser over a small set of tools.
enum ParserRun {
    /// listFiles and its kin, as the tables in these tests use them.
    static func catalog() throws -> ToolCatalog {
        let path: JSONValue = [
            "type": "object", "properties": ["path": ["type": "string"]], "required": ["path"],
        ]
        let weather: JSONValue = [
            "type": "object",
            "properties": [
                "city": ["type": "string"], "days": ["type": "integer"], "on": ["type": "boolean"],
            ],
            "required": ["city"],
        ]
        return ToolCatalog([
            CallableTool(name: "listFiles", schema: try Schema(compiling: path)),
            CallableTool(name: "get_weather", schema: try Schema(compiling: weather)),
            CallableTool(
                name: "refresh", schema: try Schema(compiling: ["type": "object", "properties": [:]])),
        ])
    }

    static func text(
        _ text: String, options: ToolCallParser.Options = .init(), finish: FinishReason? = .stop
    ) throws -> StreamOutcome {
        try deltas([.content(text)] + (finish.map { [.finish($0)] } ?? []), options: options)
    }

    static func deltas(_ deltas: [ChatDelta], options: ToolCallParser.Options = .init()) throws
        -> StreamOutcome
    {
        var parser = ToolCallParser(catalog: try catalog(), options: options)
        var events: [ChatEvent] = []
        for delta in deltas { parser.feed(delta, into: &events) }
        parser.finish(into: &events)
        return StreamOutcome(events)
    }
}

extension StreamOutcome {
    /// The outcome in one line: `text|call name{…}|!code`.
    var summary: String {
        events.compactMap { event in
            switch event {
            case .text(let text): "\"\(text)\""
            case .reasoning(let text): "~\(text)~"
            case .call(let call, let notes):
                call.name + JSONValue.object(call.arguments).jsonText()
                    + (notes.recovered.map { " (\($0.rawValue))" } ?? "")
                    + notes.repairs.map { " +\($0)" }.joined()
            case .failure(let failure): "!\(failure.code)"
            default: nil
            }
        }
        .joined(separator: " | ")
    }
}
