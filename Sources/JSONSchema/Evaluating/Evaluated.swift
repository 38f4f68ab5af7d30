// SPDX-License-Identifier: Apache-2.0

import JSON

/// The parts of one instance that some keyword has evaluated, for `unevaluatedProperties` and
/// `unevaluatedItems`.
struct Evaluated {
    var hasAllMembers = false
    var members: Set<JSONKey> = []
    var hasAllElements = false
    /// How many of the first elements.
    var leadingElements = 0
    var elements: Set<Int> = []

    func contains(member name: String) -> Bool {
        hasAllMembers || members.contains(JSONKey(name))
    }

    func contains(element index: Int) -> Bool {
        hasAllElements || index < leadingElements || elements.contains(index)
    }

    mutating func formUnion(_ other: Evaluated) {
        hasAllMembers = hasAllMembers || other.hasAllMembers
        members.formUnion(other.members)
        hasAllElements = hasAllElements || other.hasAllElements
        leadingElements = max(leadingElements, other.leadingElements)
        elements.formUnion(other.elements)
    }
}
