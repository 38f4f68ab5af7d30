// SPDX-License-Identifier: Apache-2.0

/// Finds the part of a page that it is there for.
///
/// Pages that say so are believed (`main`, `article`). For others each paragraph counts for what it stands in, more for
/// what is near, and less where text is links, as Arc90's Readability does it.
struct MainContent {
    private let document: HTMLDocument
    private let measure: HTMLMeasure

    init(_ document: HTMLDocument, _ measure: HTMLMeasure) {
        self.document = document
        self.measure = measure
    }

    /// The least text of what a page says is its main part, in characters; some leave it empty for a script.
    private static let leastText = 80

    /// The element with the main content; nil when no part stands out.
    func place() -> Int? {
        let all = document.descendants(of: HTMLDocument.root).filter { !document[$0].isText }
        let whole = measure.text[HTMLDocument.root]
        let mains = all.filter { document[$0].name == "main" || document[$0]["role"] == "main" }
        if let main = largest(of: mains), measure.text[main] >= min(Self.leastText, whole / 2) { return main }
        let articles = all.filter { document[$0].name == "article" && isVisible($0) }
        if let article = largest(of: articles) {
            let isMost =
                articles.count == 1
                || measure.text[article] * 2 > articles.reduce(0) { $0 + measure.text[$1] }
            if isMost, measure.text[article] * 3 > whole { return article }
        }
        return best(of: all)
    }

    private func largest(of places: [Int]) -> Int? {
        places.filter(isVisible).max { measure.text[$0] < measure.text[$1] }
    }

    private func isVisible(_ place: Int) -> Bool {
        var next: Int? = place
        while let current = next {
            if !document.isShown(current) { return false }
            next = document[current].parent
        }
        return true
    }

    // MARK: - Scores

    /// The shortest paragraph that counts, in characters.
    private static let shortest = 25

    private func best(of all: [Int]) -> Int? {
        var scores: [Int: Double] = [:]
        for place in all where ["p", "pre", "blockquote", "td", "li"].contains(document[place].name) {
            let length = measure.text[place]
            guard length >= Self.shortest, measure.linkShare(place) < 0.5, isVisible(place) else { continue }
            let worth = 1 + min(Double(length) / 100, 5)
            guard let parent = document[place].parent else { continue }
            scores[parent, default: 0] += worth
            if let above = document[parent].parent { scores[above, default: 0] += worth / 2 }
        }
        let ranked = scores.mapValues { $0 }.map { place, score in
            (place: place, score: score * (1 - measure.linkShare(place)) * weight(place))
        }
        // Of equals the one that comes first, so that the same page always gives the same text.
        let found = ranked.max { ($0.score, -$0.place) < ($1.score, -$1.place) }
        guard let found, measure.text[found.place] * 4 > measure.text[HTMLDocument.root] else { return nil }
        let place = widened(found.place)
        return isWhole(place) ? nil : place
    }

    private func isWhole(_ place: Int) -> Bool {
        ["body", "html", "#document"].contains(document[place].name)
    }

    /// How much of an element may be beside the point, in parts of its text, for it to be the main part.
    private static let tolerated = 0.1

    /// The largest element around a place that holds little besides the same content, such as a heading before it.
    private func widened(_ place: Int) -> Int {
        var place = place
        while let parent = document[place].parent, !isWhole(parent) {
            let beside = document[parent].children.filter { $0 != place && isBesideThePoint($0) }
            let text = beside.reduce(0) { $0 + measure.text[$1] }
            guard Double(text) <= Self.tolerated * Double(measure.text[parent]) else { break }
            place = parent
        }
        return place
    }

    private func isBesideThePoint(_ place: Int) -> Bool {
        document.isShown(place) && (measure.linkShare(place) > 0.5 || weight(place) < 1)
    }

    private func weight(_ place: Int) -> Double {
        let node = document[place]
        if HTMLPage.margins.contains(node.name) { return 0.1 }
        let names = "\(node["class"] ?? "") \(node["id"] ?? "")".lowercased()
        if Self.marginal.contains(where: names.contains) { return 0.3 }
        return Self.central.contains(where: names.contains) ? 1.5 : 1
    }

    private static let central = ["article", "content", "entry", "main", "post", "story", "text"]
    private static let marginal = [
        "comment", "cookie", "footer", "menu", "nav", "promo", "related", "share", "sidebar", "social",
        "sponsor",
        "widget",
    ]
}
