// SPDX-License-Identifier: Apache-2.0

/// A page as a tree, kept flat: nodes in their order, children by place.
struct HTMLDocument: Sendable {
    private(set) var nodes: [HTMLNode]
    /// By place: whether a browser would not show the element.
    private var isHidden: [Bool] = []
    /// Whether the page had more than is here.
    let isCut: Bool

    /// The node that all others are below.
    static let root = 0

    /// - Throws: `NetError` when memory is short.
    init(_ html: String) throws(NetError) {
        let limits = (events: NetLimits.markupEvents, depth: NetLimits.markupDepth)
        guard let events = HTMLEvents(html, limits: limits) else { throw .outOfMemory }
        nodes = [HTMLNode(name: "#document")]
        isCut = events.isCut
        var open = [Self.root]
        while let event = events.next() {
            guard let current = open.last else { break }
            switch event {
            case .start(let name):
                let name = name.lowercased()
                let node = HTMLNode(name: name, parent: place(for: name, in: current))
                nodes[node.parent ?? Self.root].children.append(nodes.count)
                open.append(nodes.count)
                nodes.append(node)
            case .attribute(let name, let value):
                nodes[current].attributes[name.lowercased()] = value
            case .text(let text):
                append(text, to: current)
            case .end:
                if open.count > 1 { open.removeLast() }
            }
        }
        isHidden = nodes.map(Self.hides)
    }

    /// The parser knows HTML 4: elements that are younger do not end a head that has no end tag.
    private func place(for name: String, in current: Int) -> Int {
        guard nodes[current].name == "head", !Self.headElements.contains(name) else { return current }
        return nodes[current].parent ?? current
    }

    private static let headElements: Set = [
        "base", "bgsound", "link", "meta", "noscript", "object", "script", "style", "template", "title",
    ]

    /// The parser gives a long text in pieces.
    private mutating func append(_ text: String, to parent: Int) {
        if let last = nodes[parent].children.last, nodes[last].isText {
            nodes[last].text += text
        } else {
            nodes.append(HTMLNode(name: "", text: text, parent: parent))
            nodes[parent].children.append(nodes.count - 1)
        }
    }

    subscript(place: Int) -> HTMLNode { nodes[place] }

    /// The first element of that name, in the document's order.
    func first(_ name: String, below place: Int = root) -> Int? {
        descendants(of: place).first { nodes[$0].name == name }
    }

    /// All that is below a node, in the document's order.
    func descendants(of place: Int) -> [Int] {
        var found: [Int] = []
        var waiting = Array(nodes[place].children.reversed())
        while let next = waiting.popLast() {
            found.append(next)
            waiting.append(contentsOf: nodes[next].children.reversed())
        }
        return found
    }

    /// The text below a node, white space as written, without what is not shown.
    func plainText(of place: Int) -> String {
        if nodes[place].isText { return nodes[place].text }
        var text = ""
        var waiting = [place]
        while let next = waiting.popLast() {
            let node = nodes[next]
            if node.isText { text += node.text }
            if node.name == "br" { text += "\n" }
            if isShown(next) || next == place { waiting.append(contentsOf: node.children.reversed()) }
        }
        return text
    }

    /// Whether a browser would show the element.
    func isShown(_ place: Int) -> Bool { !isHidden[place] }

    private static func hides(_ node: HTMLNode) -> Bool {
        if node.isText { return false }
        if unshown.contains(node.name) || node["hidden"] != nil || node["aria-hidden"] == "true" {
            return true
        }
        guard let style = node["style"]?.lowercased().filter({ !$0.isWhitespace }) else { return false }
        return style.contains("display:none") || style.contains("visibility:hidden")
    }

    private static let unshown: Set = [
        "base", "canvas", "embed", "head", "iframe", "link", "meta", "noscript", "object", "script", "style",
        "svg",
        "template",
    ]
}
