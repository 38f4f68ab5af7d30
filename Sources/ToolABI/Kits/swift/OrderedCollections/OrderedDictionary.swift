// SPDX-License-Identifier: Apache-2.0

/// A dictionary that keeps the order of its members: the part of swift-collections' type that JSON needs, so that a
/// plugin's package downloads nothing.
///
/// Looking up is O(1) on average, removing O(n).
public struct OrderedDictionary<Key: Hashable, Value> {
    /// One member.
    public typealias Element = (key: Key, value: Value)

    private var members: [Element] = []
    private var indices: [Key: Int] = [:]

    /// A dictionary without members.
    public init() {}

    /// How many members there are.
    public var count: Int { members.count }
    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }
    /// The keys, in order.
    public var keys: [Key] { members.map(\.key) }
    /// The members, in order.
    public var elements: Elements { Elements(members: members) }

    /// The value under `key`; setting nil removes it, a new key goes to the end.
    public subscript(key: Key) -> Value? {
        get { indices[key].map { members[$0].value } }
        set {
            if let newValue {
                updateValue(newValue, forKey: key)
            } else if let index = indices.removeValue(forKey: key) {
                members.remove(at: index)
                for moved in index..<members.count { indices[members[moved].key] = moved }
            }
        }
    }

    /// Sets a member and returns the value that it replaces, if there was one.
    @discardableResult
    public mutating func updateValue(_ value: Value, forKey key: Key) -> Value? {
        guard let index = indices[key] else {
            indices[key] = members.count
            members.append((key, value))
            return nil
        }
        defer { members[index].value = value }
        return members[index].value
    }

    /// Room for that many members without growing.
    public mutating func reserveCapacity(_ count: Int) {
        members.reserveCapacity(count)
        indices.reserveCapacity(count)
    }

    /// The members in order.
    public struct Elements: Sequence {
        fileprivate let members: [Element]

        /// Gives the members in order.
        public struct Iterator: IteratorProtocol {
            fileprivate var base: IndexingIterator<[Element]>

            /// The next member; nil after the last.
            public mutating func next() -> Element? { base.next() }
        }

        /// The members in order.
        public func makeIterator() -> Iterator { Iterator(base: members.makeIterator()) }
    }
}

extension OrderedDictionary: Sequence {
    /// The members in order.
    public func makeIterator() -> Elements.Iterator { elements.makeIterator() }
}

extension OrderedDictionary: ExpressibleByDictionaryLiteral {
    /// A later member of the same name replaces an earlier one.
    public init(dictionaryLiteral members: (Key, Value)...) {
        for (key, value) in members { updateValue(value, forKey: key) }
    }
}

extension OrderedDictionary: Sendable where Key: Sendable, Value: Sendable {}
extension OrderedDictionary.Elements: Sendable where Key: Sendable, Value: Sendable {}
extension OrderedDictionary.Elements.Iterator: Sendable where Key: Sendable, Value: Sendable {}
