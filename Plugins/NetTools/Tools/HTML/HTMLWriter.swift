// SPDX-License-Identifier: Apache-2.0

/// Writes parts of a page as Markdown (CommonMark with GitHub's tables) or as text without marks.
struct HTMLWriter {
    let document: HTMLDocument
    let measure: HTMLMeasure
    let base: WebAddress
    let isMarkdown: Bool
    /// Places that are passed over with all below them.
    var leftOut: Set<Int> = []
    private(set) var isBold = false
    /// How many quotations and lists are open.
    private var level = 0

    /// Deeper quotations and lists are not indented any further: nobody reads them, and each level makes each line longer.
    private static let deepestLevel = 12

    init(_ document: HTMLDocument, _ measure: HTMLMeasure, base: WebAddress, format: PageFormat) {
        self.document = document
        self.measure = measure
        self.base = base
        isMarkdown = format == .markdown
    }

    func isWritten(_ place: Int) -> Bool {
        !leftOut.contains(place) && document.isShown(place)
            && !HTMLElements.controls.contains(document[place].name)
    }

    /// The paragraphs, lists and so on of an element, each without an empty line at its ends.
    func blocks(of place: Int) -> [String] {
        guard isWritten(place) else { return [] }
        let node = document[place]
        if let level = HTMLElements.headings[node.name] { return heading(place, level: level) }
        switch node.name {
        case "hr": return isMarkdown ? ["* * *"] : []
        case "pre", "xmp", "listing": return code(place)
        case "ul", "ol", "menu", "dir": return list(place)
        case "dl": return definitions(place)
        case "blockquote":
            let inner = deeper.container(place)
            guard isMarkdown, !inner.isEmpty else { return inner }
            return [indented(inner.joined(separator: "\n\n"), first: "> ", next: "> ")]
        case "table": return table(place)
        case "summary", "dt":
            let text = bold.line(place)
            return text.isEmpty ? [] : [isMarkdown ? "**\(text)**" : text]
        default: return container(place)
        }
    }

    /// The writer for what stands between marks for bold text, where further ones would end it.
    var bold: HTMLWriter {
        var writer = self
        writer.isBold = true
        return writer
    }

    private var deeper: HTMLWriter {
        var writer = self
        writer.level += 1
        return writer
    }

    /// Blocks, and runs of text between them as paragraphs.
    private func container(_ place: Int) -> [String] {
        var found: [String] = []
        var run = InlineText()
        for child in document[place].children where isWritten(child) {
            let name = document[child].name
            if HTMLElements.blocks.contains(name) || measure.hasBlock[child] && name != "a" {
                found += paragraph(run)
                run = InlineText()
                found += blocks(of: child)
            } else {
                write(child, into: &run)
            }
        }
        return found + paragraph(run)
    }

    private func paragraph(_ run: InlineText) -> [String] {
        let text = run.trimmed
        guard !text.isEmpty else { return [] }
        return [isMarkdown ? protectingStarts(text) : text]
    }

    private func heading(_ place: Int, level: Int) -> [String] {
        let text = line(place)
        guard !text.isEmpty else { return [] }
        return [isMarkdown ? String(repeating: "#", count: level) + " " + text : text]
    }

    /// All of an element's text on one line.
    func line(_ place: Int) -> String {
        var run = InlineText()
        for child in document[place].children { write(child, into: &run) }
        return run.trimmed.split(whereSeparator: \.isNewline).map { line in
            var line = line
            while line.last == " " { line = line.dropLast() }
            return String(line)
        }.joined(separator: " ")
    }

    private func code(_ place: Int) -> [String] {
        var text = document.plainText(of: place)[...]
        if text.first?.isNewline == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        guard text.contains(where: { !$0.isWhitespace }) else { return [] }
        guard isMarkdown else { return [String(text)] }
        let fence = String(repeating: "`", count: max(3, Self.longestRun(of: "`", in: text) + 1))
        return ["\(fence)\(language(place))\n\(text)\n\(fence)"]
    }

    /// What `class="language-swift"` on the block or on the code in it says.
    private func language(_ place: Int) -> String {
        let inner = document[place].children.first { document[$0].name == "code" }
        for candidate in [inner, place].compactMap(\.self) {
            for name in (document[candidate]["class"] ?? "").split(separator: " ") {
                for prefix in ["language-", "lang-", "highlight-source-"] where name.hasPrefix(prefix) {
                    return String(name.dropFirst(prefix.count).prefix(20)).filter {
                        $0.isLetter || $0.isNumber || "+#-_".contains($0)
                    }
                }
            }
        }
        return ""
    }

    static func longestRun(of mark: Character, in text: some StringProtocol) -> Int {
        var (longest, current) = (0, 0)
        for character in text {
            current = character == mark ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }

    // MARK: - Lists

    private func list(_ place: Int) -> [String] {
        let isOrdered = document[place].name == "ol"
        var number = isOrdered ? Int(document[place]["start"] ?? "") ?? 1 : 1
        var items: [String] = []
        var isTight = true
        for child in document[place].children where isWritten(child) {
            let node = document[child]
            if node.isText { continue }
            let inner = node.name == "li" ? deeper.container(child) : deeper.blocks(of: child)
            guard !inner.isEmpty else { continue }
            let mark = isOrdered ? "\(number). " : "- "
            number += 1
            let isSimple = inner.dropFirst().allSatisfy { Self.isList($0) }
            if !isSimple { isTight = false }
            let body = inner.joined(separator: isSimple ? "\n" : "\n\n")
            items.append(indented(body, first: mark, next: String(repeating: " ", count: mark.count)))
        }
        return items.isEmpty ? [] : [items.joined(separator: isTight ? "\n" : "\n\n")]
    }

    private static func isList(_ block: String) -> Bool {
        let rest = block.drop { $0.isNumber }
        return block.hasPrefix("- ") || rest.count < block.count && rest.hasPrefix(". ")
    }

    private func definitions(_ place: Int) -> [String] {
        var found: [String] = []
        // Terms may stand in groups of their own.
        var waiting = Array(document[place].children.reversed())
        while let next = waiting.popLast() {
            guard isWritten(next) else { continue }
            switch document[next].name {
            case "div": waiting.append(contentsOf: document[next].children.reversed())
            case "dd":
                let inner = deeper.container(next).joined(separator: "\n\n")
                if !inner.isEmpty {
                    found.append(indented(inner, first: isMarkdown ? ": " : "  ", next: "  "))
                }
            case "": break
            default: found += blocks(of: next)
            }
        }
        return found.isEmpty ? [] : [found.joined(separator: "\n")]
    }

    /// The text with `first` before its first line and `next` before the others; empty lines get no trailing space.
    func indented(_ text: String, first: String, next: String) -> String {
        guard level < Self.deepestLevel else { return text }
        var isFirst = true
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let prefix = isFirst ? first : next
            isFirst = false
            guard line.isEmpty else { return prefix + line }
            var bare = prefix[...]
            while bare.last == " " { bare = bare.dropLast() }
            return String(bare)
        }.joined(separator: "\n")
    }
}
