// SPDX-License-Identifier: Apache-2.0

import JSON

/// Where a schema stands: a document and the way into it.
struct SchemaPlace: Hashable {
    let document: Int
    let pointer: JSONPointer

    func appending(_ token: String) -> SchemaPlace {
        SchemaPlace(document: document, pointer: pointer.appending(token))
    }

    func appending(_ index: Int) -> SchemaPlace {
        SchemaPlace(document: document, pointer: pointer.appending(index))
    }
}

/// A document, or a part of one with an `$id` of its own.
struct SchemaResource {
    var uri: SchemaURI
    var dialect: Dialect
    let place: SchemaPlace
    let node: Int
    /// Nodes by `$anchor` and `$dynamicAnchor`.
    var anchors: [String: Int] = [:]
    var dynamicAnchors: [String: Int] = [:]
}

/// A reference that waits for all schemas of its document to be known.
struct PendingReference {
    let slot: Int
    let reference: String
    let isDynamic: Bool
    let resource: Int
    let place: SchemaPlace
}
