// SPDX-License-Identifier: Apache-2.0

/// What an engine says by itself, besides the pages that it found.
struct SearchAnswer: Sendable, Hashable {
    let text: String
    /// Where it is from; nil when the engine does not say.
    let url: String?

    /// The longest answer that is kept, in characters.
    private static let longest = 1_000

    /// Nil for an answer without words.
    init?(_ text: String, from source: String? = nil) {
        let line = SearchText.line(text, limit: Self.longest)
        guard !line.isEmpty else { return nil }
        self.text = line
        url = source.flatMap { WebAddress($0) }.flatMap { $0.isWeb && !$0.host.isEmpty ? $0.text : nil }
    }
}
