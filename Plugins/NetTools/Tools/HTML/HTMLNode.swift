// SPDX-License-Identifier: Apache-2.0

/// A piece of a page: an element with what is in it, or a text.
struct HTMLNode: Sendable {
    /// The element's name in lower case; empty for a text.
    var name: String
    var attributes: [String: String] = [:]
    /// A text's characters, white space as written.
    var text = ""
    /// Places of the children in the document.
    var children: [Int] = []
    var parent: Int?

    var isText: Bool { name.isEmpty }

    subscript(attribute: String) -> String? { attributes[attribute] }
}
