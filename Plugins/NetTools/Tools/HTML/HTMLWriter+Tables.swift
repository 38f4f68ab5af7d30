// SPDX-License-Identifier: Apache-2.0

/// Tables of data as such, tables that only lay out a page as what is in them.
extension HTMLWriter {
    /// The widest table, in columns; wider ones are no tables that anybody reads.
    private static let mostColumns = 50

    func table(_ place: Int) -> [String] {
        let rows = rows(of: place)
        let cells = rows.map { row in document[row].children.filter(isCell) }
        let isLayout =
            document[place]["role"] == "presentation" || cells.allSatisfy { $0.count < 2 }
            || cells.joined().contains { holdsBlocks($0) }
        if isLayout { return rows.flatMap { row in document[row].children.flatMap { blocks(of: $0) } } }
        var lines = cells.map(line)
        lines.removeAll { $0.allSatisfy(\.isEmpty) }
        let width = min(lines.map(\.count).max() ?? 0, Self.mostColumns)
        guard width > 0 else { return [] }
        let padded = lines.map { line in
            Array(line.prefix(width)) + Array(repeating: "", count: max(0, width - line.count))
        }
        return caption(place) + [isMarkdown ? Self.markdown(padded, width) : Self.plain(padded)]
    }

    private func isCell(_ place: Int) -> Bool {
        ["td", "th"].contains(document[place].name) && isWritten(place)
    }

    /// Rows in their order, those of tables inside left out.
    private func rows(of table: Int) -> [Int] {
        var found: [Int] = []
        for child in document[table].children where isWritten(child) {
            switch document[child].name {
            case "tr": found.append(child)
            case "thead", "tbody", "tfoot":
                found += document[child].children.filter { document[$0].name == "tr" && isWritten($0) }
            default: break
            }
        }
        return found
    }

    /// Whether a cell holds more than a line can: a table, a heading, a list, or paragraphs.
    private func holdsBlocks(_ cell: Int) -> Bool {
        guard measure.hasBlock[cell] else { return false }
        let names = document.descendants(of: cell).map { document[$0].name }
        let isRich = names.contains {
            ["table", "pre", "blockquote", "hr"].contains($0) || HTMLElements.headings[$0] != nil
        }
        return isRich || names.count { $0 == "p" } > 2 || names.count { $0 == "li" } > 5
    }

    private func line(_ cells: [Int]) -> [String] {
        var line: [String] = []
        for cell in cells where line.count < Self.mostColumns {
            let text = self.line(cell)
            line.append(isMarkdown ? Self.escapingBars(text) : text)
            let span = min(max(Int(document[cell]["colspan"] ?? "") ?? 1, 1), Self.mostColumns)
            line += Array(repeating: "", count: span - 1)
        }
        return line
    }

    private static func escapingBars(_ text: String) -> String {
        text.contains("|")
            ? text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") : text
    }

    private func caption(_ table: Int) -> [String] {
        guard let place = document[table].children.first(where: { document[$0].name == "caption" }),
            isWritten(place)
        else { return [] }
        let text = line(place)
        return text.isEmpty ? [] : [text]
    }

    private static func markdown(_ rows: [[String]], _ width: Int) -> String {
        var lines = rows.map { "| " + $0.joined(separator: " | ") + " |" }
        lines.insert("|" + String(repeating: " --- |", count: width), at: 1)
        return lines.joined(separator: "\n")
    }

    private static func plain(_ rows: [[String]]) -> String {
        rows.map { row in
            var cells = row[...]
            while cells.last == "" { cells = cells.dropLast() }
            return cells.joined(separator: " | ")
        }.joined(separator: "\n")
    }
}
