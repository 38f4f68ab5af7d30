// SPDX-License-Identifier: Apache-2.0

internal import JSON
internal import ToolKit

/// `search`: pages of the web for words.
enum SearchTool {
    static let tool = make(WebClient(limits: limits))

    /// An engine that takes longer does not answer at all.
    private static let limits: NetLimits = {
        var limits = NetLimits()
        limits.total = .seconds(20)
        limits.bodyBytes = 4 << 20
        return limits
    }()

    static let defaultResults = 10
    /// What engines give at a time.
    static let maximumResults = 20
    /// The longest query, in characters.
    static let queryCharacters = 1_000

    static func make(_ client: WebClient, engines: SearchEngines = SearchEngines()) -> Tool {
        Tool(
            name: "search",
            title: "Search the web",
            description: """
                Searches the web and gives title, URL and a few words of each page found, at times with a short answer in \
                front. Use it for what is new or not known, then fetch for the pages that look right: the few words are \
                no source. Use few and telling words rather than a sentence. Engines: duckduckgo (always there, but \
                refuses many searches in a row), searxng and brave (where the operator has set them up). \
                Example: {"query": "swift 6 strict concurrency"}
                """,
            input: input,
            output: output,
            annotations: [.readOnly, .openWorld],
            timeout: .seconds(60),
            concurrency: .reentrant
        ) { arguments, context in
            try run(arguments, client, engines, context)
        }
    }

    private static let input: JSONValue = [
        "type": "object",
        "properties": [
            "query": [
                "type": "string", "minLength": 1, "maxLength": JSONValue(queryCharacters),
                "description": "The words to search for.",
            ],
            "engine": [
                "enum": .array(SearchEngines.names.map(JSONValue.string)), "default": "duckduckgo",
                "description": "Where to search.",
            ],
            "maxResults": [
                "type": "integer", "minimum": 1, "maximum": JSONValue(maximumResults),
                "default": JSONValue(defaultResults), "description": "How many pages to name at most.",
            ],
        ],
        "required": ["query"],
        "additionalProperties": false,
    ]

    private static let output: JSONValue = [
        "type": "object",
        "properties": [
            "query": ["type": "string"],
            "engine": ["type": "string"],
            "results": [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": [
                        "title": ["type": "string"], "url": ["type": "string"], "snippet": ["type": "string"],
                    ],
                    "required": ["title", "url", "snippet"],
                    "additionalProperties": false,
                ],
            ],
            "answer": [
                "type": "object",
                "properties": ["text": ["type": "string"], "url": ["type": "string"]],
                "required": ["text"],
                "additionalProperties": false,
                "description": "What the engine says by itself, if anything.",
            ],
        ],
        "required": ["query", "engine", "results"],
        "additionalProperties": false,
    ]

    // MARK: - The call

    private static func run(
        _ arguments: ToolArguments, _ client: WebClient, _ engines: SearchEngines, _ context: ToolContext
    ) throws -> ToolOutput {
        let query = SearchText.line(try arguments.require("query"), limit: queryCharacters)
        guard !query.isEmpty else {
            throw NetError(.invalidRequest, "The query has no words.", hint: "Say what to search for.")
        }
        let name = try arguments.value("engine", default: "duckduckgo")
        let count = try min(max(arguments.value("maxResults", default: defaultResults), 1), maximumResults)
        var engines = engines
        try engines.apply(context)
        guard let engine = engines.all.first(where: { $0.name == name }) else {
            throw NetError(
                .invalidRequest, "There is no engine \"\(name.prefix(40))\".",
                hint: "Engines: \(SearchEngines.names.joined(separator: ", ")).")
        }
        var client = client
        // The operator's own instance may well be on this machine.
        if let instance = engines.searXNG.instance, engine.name == engines.searXNG.name {
            client.hosts.allow(instance)
        }
        let findings = try engine.search(query, count: count) { try client.send($0, context: context) }
        return answer(findings.prefix(count), query: query, engine: engine.name)
    }

    // MARK: - The answer

    private static func answer(_ findings: SearchFindings, query: String, engine: String) -> ToolOutput {
        var structured: JSONObject = ["query": .string(query), "engine": .string(engine)]
        structured["results"] = .array(
            findings.results.map { result in
                [
                    "title": .string(result.title), "url": .string(result.url),
                    "snippet": .string(result.snippet),
                ]
            })
        if let answer = findings.answer {
            var object: JSONObject = ["text": .string(answer.text)]
            if let url = answer.url { object["url"] = .string(url) }
            structured["answer"] = .object(object)
        }
        return ToolOutput(text: text(findings, query: query, engine: engine), structured: .object(structured))
    }

    private static func text(_ findings: SearchFindings, query: String, engine: String) -> String {
        var parts: [String] = []
        if let answer = findings.answer {
            parts.append("Answer: \(answer.text)" + (answer.url.map { " (\($0))" } ?? ""))
        }
        for (index, result) in findings.results.enumerated() {
            let lines = ["\(index + 1). \(result.title)", "   \(result.url)"]
            parts.append(
                (lines + (result.snippet.isEmpty ? [] : ["   \(result.snippet)"])).joined(separator: "\n"))
        }
        if findings.results.isEmpty {
            parts.append("\(engine) found no pages for \"\(query)\". Try fewer or other words.")
        }
        return parts.joined(separator: "\n\n")
    }
}
