// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import Testing
import ToolKit

@testable import NetTools

/// What an engine may do instead of answering, and what is said then.
private struct RefusalCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let engine: String
    let reply: LoopbackServer.Reply
    let code: String
    let advice: String

    init(_ name: String, _ engine: String, _ reply: LoopbackServer.Reply, _ code: String, _ advice: String) {
        testDescription = name
        self.engine = engine
        self.reply = reply
        self.code = code
        self.advice = advice
    }

    static func all() throws -> [RefusalCase] {
        let busy = LoopbackServer.Reply.answer("429 Too Many Requests", headers: ["Retry-After: 7"], body: [])
        let strange = LoopbackServer.Reply.html(
            "<html><body><h1>Welcome to our new design</h1></body></html>")
        return [
            RefusalCase(
                "a puzzle", "duckduckgo", try .fixture("duckduckgo-challenge.html", status: "202 Accepted"),
                "engine_refused", "another engine"),
            RefusalCase(
                "a puzzle that says it is fine", "duckduckgo", try .fixture("duckduckgo-challenge.html"),
                "engine_refused", "another engine"),
            RefusalCase(
                "an empty promise", "duckduckgo", .answer("202 Accepted", type: "text/html", body: []),
                "engine_refused",
                "another engine"),
            RefusalCase(
                "forbidden", "duckduckgo", .answer("403 Forbidden", body: []), "engine_refused",
                "another engine"),
            RefusalCase("a new design", "duckduckgo", strange, "engine_changed", "another engine"),
            RefusalCase("too many questions", "duckduckgo", busy, "engine_refused", "another engine"),
            RefusalCase(
                "a breakdown", "duckduckgo", .answer("503 X", body: []), "engine_refused", "another engine"),
            RefusalCase(
                "JSON not allowed", "searxng", .answer("403 Forbidden", body: []), "engine_refused",
                "settings.yml"),
            RefusalCase("a page instead of JSON", "searxng", strange, "engine_changed", "another engine"),
            RefusalCase(
                "other JSON", "searxng", .text("{\"a\":1}", type: "application/json"), "engine_changed",
                "another"),
            RefusalCase(
                "sources that are silent", "searxng", try .fixture("searxng-silent.json"), "engine_refused",
                "another"),
            RefusalCase("too many questions", "searxng", busy, "engine_refused", "another engine"),
            RefusalCase(
                "a wrong key", "brave", try .fixture("brave-key.json", status: "422 Unprocessable Entity"),
                "engine_refused", "BRAVE_API_KEY"),
            RefusalCase("too many questions", "brave", busy, "engine_refused", "another engine"),
            RefusalCase("a page instead of JSON", "brave", strange, "engine_changed", "another engine"),
            RefusalCase("nobody there", "brave", .bytes([]), "broken_off", "another source"),
        ]
    }
}

@Suite(.timeLimit(.minutes(10))) struct SearchTests {
    private static let query = "artificial intelligence"

    @Test func `DuckDuckGo's page is read`() async throws {
        let replies: [String: LoopbackServer.Reply] = [
            "/html/": try .fixture("duckduckgo.html"), "/answers": .answer("404 Not Found", body: []),
        ]
        try await Searching.with(replies) { search in
            let output = try await search.call("künstliche \"intelligence\" a+b&c", "duckduckgo")
            let expected: JSONValue = [
                [
                    "title": "Artificial intelligence - Wikipedia",
                    "url": "https://en.wikipedia.org/wiki/Artificial_intelligence",
                    "snippet": """
                    Artificial intelligence (AI) is the capability of machines to perform tasks that are typically \
                    associated with human intelligence.
                    """,
                ],
                [
                    "title": "AI & you 'today'", "url": "https://www.example.org/a%20page?x=1&y=2",
                    "snippet": "A page that is linked without a detour.",
                ],
                ["title": "人工知能とは", "url": "https://example.jp/%e6%97%a5%e6%9c%ac", "snippet": ""],
            ]
            #expect(output.structured?["results"] == expected)
            #expect(output.structured?["answer"] == nil)
            #expect(
                output.text.hasPrefix("1. Artificial intelligence - Wikipedia\n   https://en.wikipedia.org/"))
            #expect(output.text.hasSuffix("3. 人工知能とは\n   https://example.jp/%e6%97%a5%e6%9c%ac"))
            let request = try #require(search.server.requests.first)
            #expect(request.path == "/html/?q=k%C3%BCnstliche%20%22intelligence%22%20a%2Bb%26c")
            #expect(request.headers["user-agent"]?.contains("toolhost/") == true)
        }
    }

    @Test func `an instant answer stands in front`() async throws {
        let replies: [String: LoopbackServer.Reply] = [
            "/html/": try .fixture("duckduckgo.html"), "/answers": try .fixture("duckduckgo-answer.json"),
        ]
        try await Searching.with(replies) { search in
            let output = try await search.call(Self.query, "duckduckgo")
            #expect(
                output.text.hasPrefix(
                    "Answer: Artificial intelligence is the capability of computational systems"))
            #expect(
                output.structured?["answer"]?["url"]
                    == "https://en.wikipedia.org/wiki/Artificial_intelligence")
            #expect(output.structured?["results"]?.array?.count == 3)
        }
    }

    @Test(arguments: [
        LoopbackServer.Reply.answer("500 X", body: []), .text("no JSON", type: "text/plain"), .bytes([]),
        .text("{\"AbstractText\":\"\",\"Answer\":{\"from\":\"calculator\"}}", type: "application/json"),
        .text("[]"),
        .redirect(to: "file:///etc/passwd"),
    ])
    func `without an instant answer there are still results`(reply: LoopbackServer.Reply) async throws {
        try await Searching.with(["/html/": try .fixture("duckduckgo.html"), "/answers": reply]) { search in
            let output = try await search.call(Self.query, "duckduckgo")
            #expect(output.structured?["answer"] == nil)
            #expect(output.structured?["results"]?.array?.count == 3)
        }
    }

    @Test func `SearXNG's JSON is read`() async throws {
        try await Searching.with(["/searx/search": try .fixture("searxng.json")]) { search in
            let output = try await search.call(Self.query, "searxng")
            let expected: JSONValue = [
                [
                    "title": "Artificial intelligence - Wikipedia",
                    "url": "https://en.wikipedia.org/wiki/Artificial_intelligence",
                    "snippet": "Artificial intelligence (AI) is the capability of machines.",
                ],
                ["title": "AI & you", "url": "https://www.example.org/", "snippet": ""],
            ]
            #expect(output.structured?["results"] == expected)
            #expect(output.structured?["answer"]?["text"] == "A field of research in computer science.")
            #expect(
                search.server.requests.first?.path == "/searx/search?q=artificial%20intelligence&format=json")
        }
    }

    @Test func `an instance on this machine opens no other door`() async throws {
        try await Searching.with(["/searx/search": .redirect(to: "http://127.0.0.1:1080/")]) { search in
            let refusal = try await search.refusal("searxng")
            #expect(refusal.code == "private_address")
        }
    }

    @Test func `Brave's JSON is read`() async throws {
        try await Searching.with(["/res/v1/web/search": try .fixture("brave.json")]) { search in
            let output = try await search.call([
                "query": .string(Self.query), "engine": "brave", "maxResults": 3,
            ])
            let expected: JSONValue = [
                [
                    "title": "Artificial intelligence - Wikipedia",
                    "url": "https://en.wikipedia.org/wiki/Artificial_intelligence",
                    "snippet": "Artificial intelligence (AI) is the capability of machines & systems.",
                ],
                ["title": "AI 'today'", "url": "https://www.example.org/", "snippet": ""],
            ]
            #expect(output.structured?["results"] == expected)
            let request = try #require(search.server.requests.first)
            #expect(request.path.contains("q=artificial%20intelligence&count=3"))
            #expect(request.headers["x-subscription-token"] == "secret-key")
        }
    }

    @Test(arguments: [
        ("duckduckgo", "duckduckgo-nothing.html"), ("brave", "brave-nothing.json"),
    ])
    func `nothing found is no failure`(engine: String, fixture: String) async throws {
        let reply = try LoopbackServer.Reply.fixture(fixture)
        try await Searching.with(["/html/": reply, "/res/": reply]) { search in
            let output = try await search.call("qzxwv kjhgf", engine)
            #expect(output.structured?["results"] == [])
            #expect(output.text == "\(engine) found no pages for \"qzxwv kjhgf\". Try fewer or other words.")
        }
    }

    @Test func `no more results than asked for`() async throws {
        try await Searching.with(["/html/": try .fixture("duckduckgo.html")]) { search in
            let output = try await search.call(["query": "x", "maxResults": 2])
            #expect(output.structured?["results"]?.array?.count == 2)
            #expect(!output.text.contains("3. "))
        }
    }

    @Test(arguments: try RefusalCase.all())
    private func `an engine that does not answer is told apart, with what to do`(example: RefusalCase)
        async throws
    {
        try await Searching.with(["/": example.reply]) { search in
            let refusal = try await search.refusal(example.engine)
            #expect(refusal.code == example.code, "\(refusal)")
            #expect(refusal.hint?.contains(example.advice) == true, "\(refusal.hint ?? "")")
        }
    }

    @Test func `an engine that is not set up says what to set`() async throws {
        let tool = SearchTool.make(WebClient())
        for (engine, setting) in [("searxng", "SEARXNG_URL"), ("brave", "BRAVE_API_KEY")] {
            let error = #expect(throws: NetError.self) {
                try tool.call(["query": "x", "engine": .string(engine)], context: .testing())
            }
            #expect(error?.code == "engine_not_set_up")
            #expect(error?.hint?.contains(setting) == true)
        }
        let error = #expect(throws: NetError.self) {
            try tool.call(
                ["query": "x", "engine": "searxng"], context: .testing(settings: ["searxng.url": "searx"]))
        }
        #expect(error?.code == "invalid_setting")
    }

    @Test(arguments: ["", "   ", "\n\t"])
    func `a search needs words`(query: String) throws {
        let error = #expect(throws: NetError.self) {
            try SearchTool.tool.call(["query": .string(query)], context: .testing())
        }
        #expect(error?.code == "invalid_request")
    }
}
