// SPDX-License-Identifier: Apache-2.0

import OrderedCollections

/// The members of a JSON object, in the order in which they were written.
///
/// Equality does not depend on the order. Looking up a name is O(1) on average.
public struct JSONObject: Sendable {
    private var storage: OrderedDictionary<JSONKey, JSONValue>

    /// An object without members.
    public init() {
        storage = [:]
    }

    /// The members in order; a later one of the same name replaces the value of the earlier one in its place.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        self.init()
        for (name, value) in members { self[name] = value }
    }

    /// How many members there are.
    public var count: Int { storage.count }
    /// Whether there are no members.
    public var isEmpty: Bool { storage.isEmpty }

    /// The names, in order.
    public var names: some Sequence<String> & Sendable {
        storage.keys.lazy.map(\.string)
    }

    /// The value of the member `name`.
    ///
    /// Setting nil removes the member; a new name goes to the end.
    public subscript(name: String) -> JSONValue? {
        get { storage[JSONKey(name)] }
        set { storage[JSONKey(name)] = newValue }
    }

    /// Sets a member and returns false when one of that name was there already (its value is replaced).
    mutating func append(_ name: String, _ value: JSONValue) -> Bool {
        storage.updateValue(value, forKey: JSONKey(name)) == nil
    }

    /// Room for that many members without growing.
    public mutating func reserveCapacity(_ count: Int) {
        storage.reserveCapacity(count)
    }
}

extension JSONObject: Sequence {
    /// Gives the members in order.
    public struct Iterator: IteratorProtocol, Sendable {
        var base: OrderedDictionary<JSONKey, JSONValue>.Elements.Iterator

        /// The next member; nil after the last.
        public mutating func next() -> (name: String, value: JSONValue)? {
            base.next().map { ($0.key.string, $0.value) }
        }
    }

    /// The members in order.
    public func makeIterator() -> Iterator {
        Iterator(base: storage.elements.makeIterator())
    }

    /// How many members there are.
    public var underestimatedCount: Int { count }
}

extension JSONObject: Hashable {
    /// Whether both have the same members, in whatever order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        return left.storage.allSatisfy { right.storage[$0.key] == $0.value }
    }

    /// Hashes alike whatever the order of the members.
    public func hash(into hasher: inout Hasher) {
        // Order must not matter: combine the members' own hashes commutatively.
        var sum = 0
        for (key, value) in storage {
            var member = Hasher()
            member.combine(key)
            member.combine(value)
            sum &+= member.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// A later member of the same name replaces an earlier one.
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self.init(members)
    }
}
