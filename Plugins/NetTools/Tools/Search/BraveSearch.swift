// SPDX-License-Identifier: Apache-2.0

internal import JSON

/// Brave's Search API, with the operator's key.
struct BraveSearch: SearchEngine {
    let name = "brave"
    var endpoint = "https://api.search.brave.com/res/v1/web/search"
    /// Nil when none is set.
    var key: String?

    /// The most results that one request may ask for.
    private static let most = 20
    /// The longest query, in characters and in words.
    private static let longest = (characters: 400, words: 50)

    func search(_ query: String, count: Int, ask: (WebRequest) throws -> WebResponse) throws -> SearchFindings
    {
        guard let key, !key.isEmpty else {
            throw NetError(
                .engineUnset, "The engine brave needs a key, and none is set.",
                hint: "Use another engine. The operator can set BRAVE_API_KEY."
            )
        }
        let words = query.split(whereSeparator: \.isWhitespace).prefix(Self.longest.words)
        let short = String(words.joined(separator: " ").prefix(Self.longest.characters))
        let form = [("q", short), ("count", String(min(count, Self.most))), ("text_decorations", "false")]
        let address = WebAddress(endpoint).flatMap { base in
            SearchText.address(base, adding: form.map { (name: $0.0, value: $0.1) })
        }
        guard let address else { throw changed("its address is none") }
        let headers = [
            WebRequest.Header(name: "Accept", value: "application/json"),
            try WebRequest.Header(checking: "X-Subscription-Token", key),
        ]
        let response = try ask(WebRequest(address: address, headers: headers))
        if [401, 403, 422].contains(response.status) {
            throw refused(
                "does not accept the key that is set",
                hint: "Use another engine. The operator has to look at BRAVE_API_KEY."
            )
        }
        if let failure = refusal(response) { throw failure }
        return try read(response)
    }

    private func read(_ response: WebResponse) throws -> SearchFindings {
        guard let found = try? JSONValue(parsing: response.body), found["type"]?.string == "search" else {
            throw changed("no JSON with results")
        }
        // Without results there is no part for the web at all.
        let results = found["web"]?["results"]?.array ?? []
        let read = try results.compactMap { entry -> SearchResult? in
            guard let url = entry["url"]?.string else { return nil }
            return SearchResult(
                title: try SearchText.plain(entry["title"]?.string ?? ""), target: url,
                snippet: try SearchText.plain(entry["description"]?.string ?? ""))
        }
        let box = found["infobox"]?["results"]?.array?.first
        let facts = try box?["long_desc"]?.string.map { text in try SearchText.plain(text) }
        return SearchFindings(read, answer: facts.flatMap { SearchAnswer($0, from: box?["url"]?.string) })
    }
}
