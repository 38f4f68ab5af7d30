// SPDX-License-Identifier: Apache-2.0

/// What is known about elements by their names.
enum HTMLElements {
    /// Elements that stand on lines of their own.
    static let blocks: Set = [
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir",
        "div", "dl",
        "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "header",
        "hgroup", "hr", "html", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    ]

    /// Controls, which say nothing without their page.
    static let controls: Set = ["button", "datalist", "input", "option", "progress", "select", "textarea"]

    static let headings = ["h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6]
}
