// SPDX-License-Identifier: Apache-2.0

internal import JSON

/// DuckDuckGo: the results of its page without scripts, and its instant answers beside them.
struct DuckDuckGo: SearchEngine {
    let name = "duckduckgo"
    /// The page with results.
    var results = "https://html.duckduckgo.com/html/"
    /// The Instant Answer API; what it fails at is no failure of the search.
    var answers = "https://api.duckduckgo.com/"

    func search(_ query: String, count: Int, ask: (WebRequest) throws -> WebResponse) throws -> SearchFindings
    {
        let response = try ask(request(results, query, accept: "text/html"))
        let page = try PageText(response, as: .raw)
        let document = try HTMLDocument(page.text)
        if isChallenge(document) || response.status == 403 {
            throw refused(
                "took this search for a robot's and asks for a puzzle to be solved",
                hint: "Wait some minutes, or use another engine; the operator can set up searxng or brave."
            )
        }
        if let failure = refusal(response) { throw failure }
        let found = try read(document)
        if found.isEmpty, !saysNothingFound(document) {
            throw response.status == 202
                ? refused("does not answer this search now") : changed("no results and no word about it")
        }
        return SearchFindings(found, answer: try answer(query, ask))
    }

    private func request(
        _ base: String, _ query: String, accept: String, more: [(name: String, value: String)] = []
    ) throws -> WebRequest {
        let address = WebAddress(base).flatMap { SearchText.address($0, adding: [("q", query)] + more) }
        guard let address else { throw changed("its address is none") }
        return WebRequest(address: address, headers: [WebRequest.Header(name: "Accept", value: accept)])
    }

    // MARK: - The page

    private func isChallenge(_ document: HTMLDocument) -> Bool {
        document.nodes.contains { node in
            node["id"] == "challenge-form" || (node["class"] ?? "").contains("anomaly-modal")
                || (node["action"] ?? "").contains("anomaly.js")
        }
    }

    private func saysNothingFound(_ document: HTMLDocument) -> Bool {
        document.nodes.contains { Self.has("no-results", $0) || Self.has("result--no-result", $0) }
    }

    private static func has(_ name: String, _ node: HTMLNode) -> Bool {
        (node["class"] ?? "").split(whereSeparator: \.isWhitespace).contains { $0 == name }
    }

    private func read(_ document: HTMLDocument) throws -> [SearchResult] {
        document.nodes.indices.compactMap { place in
            let node = document[place]
            guard Self.has("result", node), !Self.has("result--ad", node),
                !Self.has("result--no-result", node)
            else {
                return nil
            }
            let parts = document.descendants(of: place)
            guard let link = parts.first(where: { Self.has("result__a", document[$0]) }),
                let target = document[link]["href"].flatMap(target)
            else { return nil }
            let snippet = parts.first { Self.has("result__snippet", document[$0]) }
            return SearchResult(
                title: document.plainText(of: link), target: target,
                snippet: snippet.map(document.plainText) ?? "")
        }
    }

    /// Where a result leads, for links may go through `duckduckgo.com/l/`; nil for advertisements.
    private func target(_ link: String) -> String? {
        guard let base = WebAddress(results), let address = WebAddress(link, relativeTo: base) else {
            return nil
        }
        let isOwn = address.host == "duckduckgo.com" || address.host.hasSuffix(".duckduckgo.com")
        guard isOwn || address.hasOrigin(of: base) else { return address.text }
        return address.path == "/l/" ? SearchText.value(of: "uddg", inQuery: address.query) : nil
    }

    // MARK: - The instant answer

    private func answer(_ query: String, _ ask: (WebRequest) throws -> WebResponse) throws -> SearchAnswer? {
        let more = [("format", "json"), ("no_html", "1"), ("skip_disambig", "1")]
        let request = try request(
            answers, query, accept: "application/json", more: more.map { (name: $0.0, value: $0.1) })
        let response: WebResponse
        do {
            response = try ask(request)
        } catch is NetError {
            return nil
        }
        // The API says application/x-javascript; anything that is no answer is as good as none.
        guard response.isSuccess, let answer = try? JSONValue(parsing: response.body) else { return nil }
        if let text = answer["Answer"]?.string, let found = SearchAnswer(try SearchText.plain(text)) {
            return found
        }
        if let text = answer["AbstractText"]?.string,
            let found = SearchAnswer(try SearchText.plain(text), from: answer["AbstractURL"]?.string)
        {
            return found
        }
        return answer["Definition"]?.string.flatMap {
            SearchAnswer($0, from: answer["DefinitionURL"]?.string)
        }
    }
}
