// SPDX-License-Identifier: Apache-2.0

/// A page that an engine found.
struct SearchResult: Sendable, Hashable {
    let title: String
    let url: String
    /// A few words of the page, or about it; may be empty.
    let snippet: String

    /// The longest title and snippet that are kept, in characters; engines send 70 and 300.
    private static let longest = (title: 200, snippet: 500)

    /// Nil when the target is no page of the web.
    ///
    /// - Parameters:
    ///   - title: As text; without one the host stands for it.
    ///   - target: The page's URL.
    ///   - snippet: As text.
    init?(title: String, target: String, snippet: String) {
        guard let address = WebAddress(target), address.isWeb, !address.host.isEmpty else { return nil }
        let title = SearchText.line(title, limit: Self.longest.title)
        self.title = title.isEmpty ? address.host : title
        url = address.text
        self.snippet = SearchText.line(snippet, limit: Self.longest.snippet)
    }
}
