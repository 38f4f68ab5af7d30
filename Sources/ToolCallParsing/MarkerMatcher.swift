// SPDX-License-Identifier: Apache-2.0

/// Matches markers a byte at a time where every byte is looked at anyway.
struct MarkerMatcher: Sendable {
    /// What one byte led to.
    enum Step: Sendable {
        /// It may be part of a marker: go on.
        case partial
        case marker(Marker)
        /// No marker: the bytes held before this one, which is not consumed.
        case failed([UInt8])
    }

    private let trie: MarkerTrie
    private var node: MarkerTrie.Node = 0

    init(_ trie: MarkerTrie) {
        self.trie = trie
    }

    /// Whether bytes are held.
    var isPartial: Bool { node != 0 }

    /// The bytes that are held, given up.
    mutating func release() -> [UInt8] {
        defer { node = 0 }
        return trie.path(to: node)
    }

    mutating func step(_ byte: UInt8) -> Step {
        let next = trie.child(of: node, byte)
        guard next != 0 else { return .failed(release()) }
        node = next
        guard trie.isDecided(next), let hit = trie.longestMarker(at: next) else { return .partial }
        node = 0
        return .marker(hit.marker)
    }
}
