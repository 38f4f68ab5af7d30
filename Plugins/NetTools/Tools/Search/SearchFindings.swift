// SPDX-License-Identifier: Apache-2.0

/// What came of a search.
struct SearchFindings: Sendable, Hashable {
    /// The engine's order; no page twice.
    private(set) var results: [SearchResult] = []
    var answer: SearchAnswer?

    init(_ results: [SearchResult] = [], answer: SearchAnswer? = nil) {
        var seen: Set<String> = []
        self.results = results.filter { seen.insert($0.url).inserted }
        self.answer = answer
    }

    func prefix(_ count: Int) -> SearchFindings {
        SearchFindings(Array(results.prefix(count)), answer: answer)
    }
}
