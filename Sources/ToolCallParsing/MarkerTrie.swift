// SPDX-License-Identifier: Apache-2.0

/// The markers that count in one place, as a tree over their bytes.
///
/// It is made once, shared by every parser, and never changed: a class, so that sharing it costs one
/// reference.
final class MarkerTrie: Sendable {
    /// A place in the tree; 0 is the root and, as a child, means that there is none.
    typealias Node = Int

    private struct Entry: Sendable {
        var byte: UInt8 = 0
        var depth = 0
        var parent: Node = 0
        var firstChild: Node = 0
        var nextSibling: Node = 0
        var marker = -1
    }

    let markers: [Marker]
    private let entries: [Entry]
    /// The root's child for each byte, so that looking at plain text is one load a byte.
    private let roots: InlineArray<256, UInt16>

    init(_ markers: [Marker]) {
        self.markers = markers
        var entries = [Entry()]
        var roots = InlineArray<256, UInt16>(repeating: 0)
        for (position, marker) in markers.enumerated() {
            Self.insert(Array(marker.text.utf8), as: position, &entries, &roots)
        }
        self.entries = entries
        self.roots = roots
    }

    private static func insert(
        _ bytes: [UInt8], as marker: Int, _ entries: inout [Entry], _ roots: inout InlineArray<256, UInt16>
    ) {
        var node: Node = 0
        for byte in bytes {
            var next = node == 0 ? Int(roots[Int(byte)]) : entries[node].firstChild
            while node != 0, next != 0, entries[next].byte != byte { next = entries[next].nextSibling }
            if next == 0 {
                next = entries.count
                var entry = Entry()
                entry.byte = byte
                entry.depth = entries[node].depth + 1
                entry.parent = node
                entry.nextSibling = entries[node].firstChild
                entries.append(entry)
                entries[node].firstChild = next
                if node == 0 { roots[Int(byte)] = UInt16(next) }
            }
            node = next
        }
        if entries[node].marker < 0 { entries[node].marker = marker }
    }

    /// The place that `byte` leads to; 0 when it leads nowhere.
    func child(of node: Node, _ byte: UInt8) -> Node {
        if node == 0 { return Int(roots[Int(byte)]) }
        var child = entries[node].firstChild
        while child != 0, entries[child].byte != byte { child = entries[child].nextSibling }
        return child
    }

    /// The first position from `index` on whose byte begins a marker, or the count.
    func nextStart(in bytes: Span<UInt8>, from index: Int) -> Int {
        var position = index
        let count = bytes.count
        // Eight at a time: the loads do not wait for each other.
        while position &+ 8 <= count {
            let block = bytes.extracting(position..<(position &+ 8))
            var found: UInt16 = 0
            for offset in 0..<8 { found |= roots[Int(block[offset])] }
            if found != 0 { break }
            position &+= 8
        }
        while position < count, roots[Int(bytes[position])] == 0 { position &+= 1 }
        return position
    }

    /// How many bytes lead to `node`.
    func depth(of node: Node) -> Int { entries[node].depth }

    /// Whether a marker ends at `node` and no longer one passes through it.
    func isDecided(_ node: Node) -> Bool { entries[node].marker >= 0 && entries[node].firstChild == 0 }

    /// The longest marker that ends at `node` or on the way to it, and its length in bytes.
    func longestMarker(at node: Node) -> (marker: Marker, length: Int)? {
        var node = node
        while node != 0 {
            if entries[node].marker >= 0 { return (markers[entries[node].marker], entries[node].depth) }
            node = entries[node].parent
        }
        return nil
    }

    /// The bytes that lead to `node`.
    func path(to node: Node) -> [UInt8] {
        var bytes: [UInt8] = []
        var node = node
        while node != 0 {
            bytes.append(entries[node].byte)
            node = entries[node].parent
        }
        return bytes.reversed()
    }
}
