// SPDX-License-Identifier: Apache-2.0

/// A page as a text: its main content, then the rest.
struct HTMLPage: Sendable, Hashable {
    let title: String?
    let text: String

    /// Elements around what a page is there for.
    static let margins: Set = ["aside", "footer", "header", "nav"]

    init(_ document: HTMLDocument, base: WebAddress, format: PageFormat) {
        let measure = HTMLMeasure(document)
        let title = Self.title(document)
        self.title = title
        let main = MainContent(document, measure).place()
        let declared = document.first("base").flatMap { document[$0]["href"] }
        let base = declared.flatMap { WebAddress($0, relativeTo: base) } ?? base
        var writer = HTMLWriter(document, measure, base: base, format: format)
        let start = main ?? HTMLDocument.root
        let margins = Self.margins(of: start, in: document)
        writer.leftOut = margins
        var blocks = writer.blocks(of: start)
        if let title, !Self.opens(blocks, with: title, format) {
            blocks.insert(format == .markdown ? "# \(writer.escaped(title))" : title, at: 0)
        }
        writer.leftOut = margins.union([start])
        var rest = main == nil ? [] : writer.blocks(of: HTMLDocument.root)
        for margin in margins.sorted() {
            writer.leftOut = []
            rest += writer.blocks(of: margin)
        }
        if !rest.isEmpty, !blocks.isEmpty { blocks.append(format == .markdown ? "---" : "----------") }
        text = (blocks + rest).joined(separator: "\n\n")
    }

    /// Parts that are no content within a place, the outermost ones; the header of an article belongs to it.
    private static func margins(of place: Int, in document: HTMLDocument) -> Set<Int> {
        var found: Set<Int> = []
        var waiting = document[place].children.map { ($0, place == HTMLDocument.root) }
        while let (next, isPage) = waiting.popLast() {
            let node = document[next]
            let isMargin =
                ["nav", "aside"].contains(node.name) || node["role"] == "navigation"
                || isPage && ["header", "footer"].contains(node.name)
            if isMargin {
                found.insert(next)
            } else {
                let goesOn = isPage && node.name != "article" && node.name != "section"
                waiting.append(contentsOf: node.children.map { ($0, goesOn) })
            }
        }
        return found
    }

    private static func opens(_ blocks: [String], with title: String, _ format: PageFormat) -> Bool {
        guard let first = blocks.first else { return false }
        return format == .markdown ? first.hasPrefix("# ") : first == title || title.hasPrefix(first)
    }

    private static func title(_ document: HTMLDocument) -> String? {
        // A drawing has titles too: the page's stands outside of it.
        let places = document.descendants(of: HTMLDocument.root)
        let place = places.first {
            document[$0].name == "title" && document[$0].parent.map { document[$0].name } != "svg"
        }
        let said = places.first { document[$0].name == "meta" && document[$0]["property"] == "og:title" }
        let text = place.map(document.plainText) ?? said.flatMap { document[$0]["content"] } ?? ""
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? nil : String(words.prefix(longestTitle))
    }

    /// In characters.
    private static let longestTitle = 300
}
