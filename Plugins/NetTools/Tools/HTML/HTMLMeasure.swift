// SPDX-License-Identifier: Apache-2.0

/// How much text each part of a page shows, and how much of it is links.
struct HTMLMeasure: Sendable {
    /// Characters other than white space, by place in the document.
    let text: [Int]
    /// Those of them that stand in links.
    let links: [Int]
    /// Whether there is a block below the place.
    let hasBlock: [Bool]

    init(_ document: HTMLDocument) {
        var text = Array(repeating: 0, count: document.nodes.count)
        var links = text
        var hasBlock = Array(repeating: false, count: document.nodes.count)
        // Children stand after their parents: from the end on, each is complete when its parent takes it in.
        for place in document.nodes.indices.reversed() {
            let node = document[place]
            if node.isText { text[place] = node.text.utf8.count { $0 > 0x20 && $0 & 0xC0 != 0x80 } }
            if node.name == "a", node["href"] != nil { links[place] = text[place] }
            guard let parent = node.parent, document.isShown(place) else { continue }
            text[parent] += text[place]
            links[parent] += links[place]
            if hasBlock[place] || HTMLElements.blocks.contains(node.name) { hasBlock[parent] = true }
        }
        self.text = text
        self.links = links
        self.hasBlock = hasBlock
    }

    /// The part of the text that stands in links, from 0 to 1.
    func linkShare(_ place: Int) -> Double {
        text[place] == 0 ? 0 : Double(links[place]) / Double(text[place])
    }
}
