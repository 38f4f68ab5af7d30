// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// Compiles a whole document that is known under `uri`, and answers with its root.
    mutating func compileDocument(_ value: JSONValue, uri: SchemaURI) throws(SchemaError) -> Int {
        documents.append(value)
        let place = SchemaPlace(document: documents.count - 1, pointer: JSONPointer())
        return try compile(value, at: place, in: nil, uri: uri)
    }

    /// The resource that the schema object belongs to: a new one for a root or an `$id`, else the one
    /// around it.
    mutating func resource(
        of members: JSONObject, at place: SchemaPlace, node: Int, in outer: Int?, uri: SchemaURI?
    ) throws(SchemaError) -> Int {
        let around = if let outer { outer } else { try addResource(place, node, uri: uri, for: members) }
        let version = try ownDialect(of: members, at: place)?.version ?? resources[around].dialect.version
        guard let value = members["$id"], !(version == .draft7 && members["$ref"] != nil) else {
            return around
        }
        guard let text = value.string else {
            throw .invalidKeyword(
                place.pointer.appending("$id"), keyword: "$id", requirement: "a URI reference")
        }
        var identifier = SchemaURI(text)
        let anchor = identifier.fragment ?? ""
        identifier.fragment = nil
        guard version == .draft7 || anchor.isEmpty else {
            throw .invalidKeyword(
                place.pointer.appending("$id"), keyword: "$id",
                requirement: "a URI reference without fragment")
        }
        var resource = around
        if !identifier.base.isEmpty {
            identifier = identifier.resolved(against: resources[around].uri)
            resource = try identify(identifier, members, place, node, within: around, isRoot: outer == nil)
        }
        if !anchor.isEmpty { try addAnchor(anchor, at: place.appending("$id"), node: node, in: resource) }
        return resource
    }

    private mutating func identify(
        _ uri: SchemaURI, _ members: JSONObject, _ place: SchemaPlace, _ node: Int, within around: Int,
        isRoot: Bool
    ) throws(SchemaError) -> Int {
        if let taken = resourcesByURI[uri.base], taken != around {
            // A document that is read again under another name repeats the identifiers of the first reading.
            guard resources[taken].place.document != place.document else {
                throw .duplicateIdentifier(place.pointer.appending("$id"), identifier: uri.base)
            }
        }
        if isRoot {
            resources[around].uri = uri
            resourcesByURI[uri.base] = resourcesByURI[uri.base] ?? around
            return around
        }
        var resource = SchemaResource(uri: uri, dialect: resources[around].dialect, place: place, node: node)
        if let own = try ownDialect(of: members, at: place) { resource.dialect = own }
        resources.append(resource)
        resourcesByURI[uri.base] = resourcesByURI[uri.base] ?? resources.count - 1
        return resources.count - 1
    }

    /// Adds the resource of a document's root.
    mutating func addResource(
        _ place: SchemaPlace, _ node: Int, uri: SchemaURI?, for members: JSONObject
    ) throws(SchemaError) -> Int {
        let uri = uri ?? SchemaURI("")
        let dialect = try ownDialect(of: members, at: place) ?? Dialect(version: options.dialect)
        resources.append(SchemaResource(uri: uri, dialect: dialect, place: place, node: node))
        resourcesByURI[uri.base] = resourcesByURI[uri.base] ?? resources.count - 1
        return resources.count - 1
    }

    mutating func addAnchor(
        _ name: String, at place: SchemaPlace, node: Int, in resource: Int
    ) throws(SchemaError) {
        guard resources[resource].anchors.updateValue(node, forKey: name) == nil else {
            throw .duplicateIdentifier(place.pointer, identifier: name)
        }
    }

    // MARK: - Dialects

    /// The dialect that `$schema` names; nil without it.
    ///
    /// Elsewhere than at the root of a resource it means nothing.
    private func ownDialect(of members: JSONObject, at place: SchemaPlace) throws(SchemaError) -> Dialect? {
        guard place.pointer.tokens.isEmpty || members["$id"] != nil, let value = members["$schema"] else {
            return nil
        }
        let pointer = place.pointer.appending("$schema")
        guard let uri = value.string else {
            throw .invalidKeyword(pointer, keyword: "$schema", requirement: "a URI")
        }
        return try dialect(named: uri, at: pointer, following: 0)
    }

    /// Meta-schemas whose own meta-schema is followed, before the chain counts as endless.
    private static let metaSchemaChain = 8

    private func dialect(
        named uri: String, at pointer: JSONPointer, following count: Int
    ) throws(SchemaError) -> Dialect {
        if let version = SchemaDialect(uri: uri) { return Dialect(version: version) }
        let unknown = SchemaError.unknownDialect(pointer, uri: ValuePreview.cut(uri, to: 200))
        guard count < Self.metaSchemaChain, let metaSchema = document(uri: SchemaURI(uri).base)?.object,
            let next = metaSchema["$schema"]?.string
        else { throw unknown }
        var dialect = try dialect(named: next, at: pointer, following: count + 1)
        guard let names = metaSchema["$vocabulary"]?.object else { return dialect }
        dialect.vocabularies = []
        for (name, isRequired) in names {
            if let vocabulary = Vocabularies(uri: name) {
                dialect.vocabularies.formUnion(vocabulary)
            } else if isRequired != false {
                throw unknown
            }
        }
        return dialect
    }

    /// The document of that URI among those given and the built-in meta-schemas.
    func document(uri: String) -> JSONValue? {
        options.documents[uri] ?? options.documents[uri + "#"] ?? MetaSchemas.document(uri: uri)
    }
}
