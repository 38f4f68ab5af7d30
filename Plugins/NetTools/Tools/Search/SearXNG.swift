// SPDX-License-Identifier: Apache-2.0

internal import JSON

/// A SearXNG instance of the operator's, by its JSON interface.
struct SearXNG: SearchEngine {
    let name = "searxng"
    /// The instance, with or without a path; nil when none is set.
    var instance: WebAddress?

    func search(_ query: String, count: Int, ask: (WebRequest) throws -> WebResponse) throws -> SearchFindings
    {
        guard let instance else {
            throw NetError(
                .engineUnset, "The engine searxng needs an instance, and none is set.",
                hint: "Use another engine. The operator can set SEARXNG_URL."
            )
        }
        let base = WebAddress(
            instance.text.hasSuffix("/") ? instance.text + "search" : instance.text + "/search")
        let address = base.flatMap { SearchText.address($0, adding: [("q", query), ("format", "json")]) }
        guard let address else { throw changed("its address is none") }
        let response = try ask(
            WebRequest(
                address: address, headers: [WebRequest.Header(name: "Accept", value: "application/json")]))
        if response.status == 403 {
            throw refused(
                "gives this instance's results to browsers only",
                hint:
                    "Use another engine. The operator can add json to search.formats in the instance's settings.yml."
            )
        }
        if let failure = refusal(response) { throw failure }
        guard let found = try? JSONValue(parsing: response.body), let results = found["results"]?.array else {
            throw changed("no JSON with results")
        }
        let findings = SearchFindings(try results.compactMap(result), answer: try answer(found))
        if findings.results.isEmpty, findings.answer == nil, let silent = silentEngines(found) {
            throw refused("found nothing, and these of its sources did not answer: \(silent)")
        }
        return findings
    }

    private func result(_ entry: JSONValue) throws -> SearchResult? {
        guard let url = entry["url"]?.string else { return nil }
        return SearchResult(
            title: try SearchText.plain(entry["title"]?.string ?? ""), target: url,
            snippet: try SearchText.plain(entry["content"]?.string ?? ""))
    }

    /// The first answer (a text, or an object in newer versions), else the first box of facts.
    private func answer(_ found: JSONValue) throws -> SearchAnswer? {
        for entry in found["answers"]?.array ?? [] {
            let text = entry.string ?? entry["answer"]?.string ?? ""
            if let answer = SearchAnswer(try SearchText.plain(text), from: entry["url"]?.string) {
                return answer
            }
        }
        for box in found["infoboxes"]?.array ?? [] {
            let source = box["id"]?.string ?? box["urls"]?.array?.first?["url"]?.string
            let text = try SearchText.plain(box["content"]?.string ?? "")
            if let answer = SearchAnswer(text, from: source) { return answer }
        }
        return nil
    }

    /// Such as `google (CAPTCHA), bing (timeout)`.
    private func silentEngines(_ found: JSONValue) -> String? {
        let silent = (found["unresponsive_engines"]?.array ?? []).prefix(5).compactMap { entry -> String? in
            guard let name = entry.array?.first?.string else { return nil }
            let why = entry.array?.dropFirst().first?.string
            return SearchText.line(why.map { "\(name) (\($0))" } ?? name, limit: 60)
        }
        return silent.isEmpty ? nil : silent.joined(separator: ", ")
    }
}
