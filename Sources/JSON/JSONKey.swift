// SPDX-License-Identifier: Apache-2.0

/// A string that compares by its UTF-8 bytes.
///
/// Swift's own `==` holds `é` and `e` + U+0301 for equal; to JSON they are two names.
package struct JSONKey: Hashable, Sendable {
    package let string: String

    package init(_ string: String) {
        self.string = string
    }

    package static func == (left: JSONKey, right: JSONKey) -> Bool {
        // Equal bytes imply canonical equality, whose fast path is a memory comparison: ask that first.
        left.string.utf8.count == right.string.utf8.count
            && left.string == right.string
            && (left.string.utf8Span.isKnownASCII || left.string.utf8.elementsEqual(right.string.utf8))
    }

    /// Canonically equal strings hash alike, so equal bytes do.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(string)
    }
}
