// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// A place for where the reference will lead.
    mutating func addReference(
        _ keyword: String, _ reference: String, isDynamic: Bool, of object: SchemaObject
    ) -> Int {
        let slot = references.count
        references.append(SchemaReference(node: object.node))
        inPlace.append(InPlaceEdge(from: object.node, to: .reference(slot)))
        pending.append(
            PendingReference(
                slot: slot, reference: reference, isDynamic: isDynamic, resource: object.resource,
                place: object.place.appending(keyword)
            )
        )
        return slot
    }

    /// Follows every reference, compiling what they lead to, until none is left.
    mutating func resolveReferences() throws(SchemaError) {
        var dynamic: [(slot: Int, name: String)] = []
        while let next = pending.popLast() {
            let (node, anchor) = try resolve(next)
            references[next.slot].node = node
            let isBookended =
                anchor.map { resources[nodes[node].resource].dynamicAnchors[$0] == node } ?? false
            if next.isDynamic, isBookended, let anchor { dynamic.append((next.slot, anchor)) }
        }
        // References to one anchor share one table.
        var tables: [String: [Int: Int]] = [:]
        for (slot, name) in dynamic {
            let table = tables[name] ?? dynamicAnchors(named: name)
            tables[name] = table
            references[slot].alternatives = table
        }
    }

    /// The nodes with that dynamic anchor, by resource.
    private func dynamicAnchors(named name: String) -> [Int: Int] {
        var nodes: [Int: Int] = [:]
        for (index, resource) in resources.enumerated() { nodes[index] = resource.dynamicAnchors[name] }
        return nodes
    }

    /// The node that a reference leads to, and the anchor it named on the way.
    private mutating func resolve(
        _ next: PendingReference
    ) throws(SchemaError) -> (node: Int, anchor: String?) {
        let unresolved = SchemaError.unresolvedReference(
            next.place.pointer, reference: ValuePreview.cut(next.reference, to: 200))
        let uri = SchemaURI(next.reference).resolved(against: resources[next.resource].uri)
        let isLocal = next.reference.utf8.first == UInt8(ascii: "#")
        guard let resource = isLocal ? next.resource : try self.resource(uri: uri),
            let fragment = SchemaURI.percentDecoded(uri.fragment ?? "")
        else { throw unresolved }
        if fragment.isEmpty { return (resources[resource].node, nil) }
        if let pointer = JSONPointer(fragment) {
            guard let node = try node(at: pointer, in: resource) else { throw unresolved }
            return (node, nil)
        }
        guard let node = resources[resource].anchors[fragment] else { throw unresolved }
        return (node, fragment)
    }

    /// The resource of that URI, its document compiled now if it was not yet.
    private mutating func resource(uri: SchemaURI) throws(SchemaError) -> Int? {
        if let known = resourcesByURI[uri.base] { return known }
        guard let document = document(uri: uri.base) else { return nil }
        var base = uri
        base.fragment = nil
        _ = try compileDocument(document, uri: base)
        return resourcesByURI[uri.base]
    }

    /// The node at `pointer` within a resource, compiled now if no keyword led there yet.
    private mutating func node(at pointer: JSONPointer, in resource: Int) throws(SchemaError) -> Int? {
        for index in indexedPlaces..<places.count { nodesByPlace[places[index]] = index }
        indexedPlaces = places.count
        let root = resources[resource].place
        let place = SchemaPlace(
            document: root.document, pointer: JSONPointer(tokens: root.pointer.tokens + pointer.tokens))
        if let node = nodesByPlace[place] { return node }
        guard let value = documents[place.document][place.pointer] else { return nil }
        let around = nearestSchema(around: place).map { nodes[$0].resource } ?? resource
        return try compile(value, at: place, in: around)
    }

    private func nearestSchema(around place: SchemaPlace) -> Int? {
        var pointer = place.pointer
        while pointer.tokens.popLast() != nil {
            let outer = SchemaPlace(document: place.document, pointer: pointer)
            if let node = nodesByPlace[outer] { return node }
        }
        return nil
    }
}
