// SPDX-License-Identifier: Apache-2.0

/// Text within a line.
extension HTMLWriter {
    /// Adds an element, or a text, to a line; what would stand on a line of its own is set off by spaces.
    func write(_ place: Int, into run: inout InlineText) {
        guard isWritten(place) else { return }
        let node = document[place]
        switch node.name {
        case "": run.append(node.text, escape: escaped)
        case "br": run.breakLine(isMarkdown ? "  " : "")
        case "img": image(node, into: &run)
        case "a": link(place, into: &run)
        case "strong", "b": marked(place, "**", into: &run)
        case "em", "i", "cite", "dfn", "var": marked(place, "*", into: &run)
        case "del", "s", "strike": marked(place, "~~", into: &run)
        case "code", "kbd", "samp", "tt": code(place, into: &run)
        case "q":
            run.append(verbatim: "“")
            children(place, into: &run)
            run.append(verbatim: "”")
        case "sup", "sub": script(place, into: &run)
        case "math":
            if let text = node["alttext"] { run.append(text) } else { children(place, into: &run) }
        default:
            let isBlock = HTMLElements.blocks.contains(node.name)
            if isBlock { run.space() }
            children(place, into: &run)
            if isBlock { run.space() }
        }
    }

    private func children(_ place: Int, into run: inout InlineText) {
        for child in document[place].children { write(child, into: &run) }
    }

    /// The line that an element holds, and whether white space stands at its ends, which marks must not enclose.
    private func inner(_ place: Int) -> (text: String, before: Bool, after: Bool) {
        var run = InlineText()
        children(place, into: &run)
        return (run.trimmed, opensWithSpace(place), closesWithSpace(place))
    }

    private func opensWithSpace(_ place: Int) -> Bool {
        var place = place
        while let next = document[place].children.first { place = next }
        return document[place].text.first?.isWhitespace ?? false
    }

    private func closesWithSpace(_ place: Int) -> Bool {
        var place = place
        while let next = document[place].children.last { place = next }
        return document[place].text.last?.isWhitespace ?? false
    }

    private func marked(_ place: Int, _ mark: String, into run: inout InlineText) {
        let isStrong = mark == "**"
        let (text, before, after) = (isStrong ? bold : self).inner(place)
        if before { run.space() }
        let isMarked =
            isMarkdown && !text.isEmpty && !text.contains("\n") && !text.hasPrefix(mark)
            && !(isStrong && isBold)
        run.append(verbatim: isMarked ? mark + text + mark : text)
        if after { run.space() }
    }

    private func code(_ place: Int, into run: inout InlineText) {
        var plain = InlineText()
        plain.append(document.plainText(of: place))
        let text = plain.trimmed
        guard isMarkdown, !text.isEmpty else { return run.append(verbatim: text) }
        let fence = String(repeating: "`", count: Self.longestRun(of: "`", in: text) + 1)
        let pad = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
        run.append(verbatim: fence + pad + text + pad + fence)
    }

    /// `x²` and the like: a mark is kept only where the text would read differently without it.
    private func script(_ place: Int, into run: inout InlineText) {
        let text = inner(place).text
        let isPlain = text.isEmpty || text.hasPrefix("[") || text.hasPrefix("\\[")
        let mark = document[place].name == "sup" ? "^" : "_"
        run.append(verbatim: isPlain ? text : mark + (text.count == 1 ? text : "(\(text))"))
    }

    // MARK: - Links and images

    private func link(_ place: Int, into run: inout InlineText) {
        let (text, before, after) = inner(place)
        if before { run.space() }
        let isAnchor = document[place]["href"]?.hasPrefix("#") ?? false
        // The sign behind a heading that people copy its link from.
        if isAnchor, !text.contains(where: { $0.isLetter || $0.isNumber }) { return }
        let label = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        if isMarkdown, !label.isEmpty, let target = document[place]["href"].flatMap(target) {
            run.append(verbatim: "[\(label)](\(target))")
        } else {
            run.append(verbatim: text)
        }
        if after { run.space() }
    }

    private func image(_ node: HTMLNode, into run: inout InlineText) {
        var alt = InlineText()
        alt.append(node["alt"] ?? "", escape: escaped)
        let text = alt.trimmed
        // Without words an image is decoration to a reader who cannot see it.
        guard !text.isEmpty else { return }
        let source = node["src"] ?? node["data-src"]
        if isMarkdown, let target = source.flatMap(target) {
            run.append(verbatim: "![\(text)](\(target))")
        } else {
            run.append(verbatim: "[\(text)]")
        }
    }

    /// The longest URL that is written out, in bytes.
    private static let longestTarget = 2_000

    /// Where a link leads, made absolute; nil for places in the same page, for scripts and for data.
    private func target(_ written: String) -> String? {
        var bare = written[...]
        while bare.first?.isWhitespace == true { bare = bare.dropFirst() }
        while bare.last?.isWhitespace == true { bare = bare.dropLast() }
        guard !bare.isEmpty, bare.first != "#" else { return nil }
        let lower = bare.prefix(11).lowercased()
        if lower.hasPrefix("mailto:") || lower.hasPrefix("tel:") {
            return bare.contains(where: \.isWhitespace) ? nil : Self.closed(String(bare.prefix(200)))
        }
        guard let address = WebAddress(String(bare), relativeTo: base), address.isWeb,
            address.text.utf8.count <= Self.longestTarget
        else { return nil }
        return Self.closed(address.text)
    }

    /// A parenthesis would end the link.
    private static func closed(_ url: String) -> String {
        guard url.contains(where: { "()".contains($0) }) else { return url }
        return url.reduce(into: "") { $0 += $1 == "(" ? "%28" : $1 == ")" ? "%29" : String($1) }
    }

    // MARK: - Escapes

    /// A text in which nothing is taken for a mark.
    func escaped(_ text: String) -> String {
        guard isMarkdown, text.utf8.contains(where: Self.marks.contains) else { return text }
        var result = ""
        var previous: Character?
        for (character, next) in zip(text, Array(text.dropFirst()).map(Optional.some) + [nil]) {
            if Self.isMark(character, after: previous, before: next) { result.append("\\") }
            result.append(character)
            previous = character
        }
        return result
    }

    private static let marks = Set("\\`*_[]<~".utf8)

    private static func isMark(_ character: Character, after previous: Character?, before next: Character?)
        -> Bool
    {
        switch character {
        case "\\": return next.map { $0.isPunctuation || $0.isSymbol } ?? false
        case "`", "*", "[", "]": return true
        case "~": return next == "~" || previous == "~"
        // Within a word an underscore marks nothing.
        case "_": return !(isWord(previous) && isWord(next))
        case "<": return next.map { $0.isLetter || $0 == "/" || $0 == "!" || $0 == "?" } ?? false
        default: return false
        }
    }

    private static func isWord(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
    }

    /// A paragraph whose lines do not begin like a heading, a list, a quotation or a rule.
    func protectingStarts(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard let first = line.first else { return "" }
            let rest = line.dropFirst()
            if first == "#", rest.drop(while: { $0 == "#" }).first ?? " " == " " { return "\\" + line }
            if "+-".contains(first), rest.first ?? " " == " " { return "\\" + line }
            if first == ">" || first == "=" && line.allSatisfy({ $0 == "=" }) { return "\\" + line }
            let digits = line.prefix { $0.isASCII && $0.isNumber }
            let after = line.dropFirst(digits.count)
            if !digits.isEmpty, digits.count < 10, let mark = after.first, ".)".contains(mark),
                after.dropFirst().first ?? " " == " "
            {
                return digits + "\\" + after
            }
            return String(line)
        }.joined(separator: "\n")
    }
}
