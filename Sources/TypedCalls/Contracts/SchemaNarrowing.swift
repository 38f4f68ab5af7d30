// SPDX-License-Identifier: Apache-2.0

public import JSON
import JSONSchema

/// Joins an author's schema with the one that follows from a prototype: it may ask for more, never allow more.
///
/// Members that can be compared are: types, bounds, properties, items, fixed values. All others only add to what an
/// argument has to satisfy, so they are taken over as they are.
public enum SchemaNarrowing {
    /// The derived schema with what the author adds.
    ///
    /// - Parameters:
    ///   - derived: As `FunctionContract` gives it.
    ///   - author: The author's, of the whole object of arguments.
    /// - Returns: A schema that every value has to satisfy that satisfies both.
    /// - Throws: `TypedCallError.schema` for what would allow more than the prototype, with its place.
    public static func join(_ derived: JSONObject, with author: JSONValue) throws(TypedCallError)
        -> JSONObject
    {
        try join(derived, with: author, at: JSONPointer())
    }

    private static func join(
        _ derived: JSONObject, with author: JSONValue, at pointer: JSONPointer
    ) throws(TypedCallError) -> JSONObject {
        guard case .object(let members) = author else {
            throw .schema(
                pointer, reason: "\(place(pointer)) is \(author.kindWithArticle), where a schema is due")
        }
        var joined = derived
        for (keyword, value) in members {
            let here = pointer.appending(keyword)
            switch keyword {
            case "type": joined["type"] = try type(derived, value, at: here)
            case "minimum", "minItems":
                joined[keyword] = try bound(derived, keyword, value, at: here) { $0 < $1 }
            case "maximum", "maxItems":
                joined[keyword] = try bound(derived, keyword, value, at: here) { $0 > $1 }
            case "properties": joined["properties"] = try properties(derived, value, at: here)
            case "items": joined["items"] = try items(derived, value, at: here)
            case "required": try checkRequired(derived, value, at: here)
            case "additionalProperties", "unevaluatedProperties":
                if derived["additionalProperties"] == false, value != false {
                    throw .schema(
                        here, reason: "\(place(pointer)) takes no other properties than the prototype names")
                }
            case "enum", "const", "default", "examples":
                try checkValues(derived, keyword, value, at: here)
                joined[keyword] = value
            case "contentEncoding", "pattern", "$ref", "$dynamicRef", "$defs":
                joined[keyword] = try opaque(derived, keyword, value, at: here)
            default: joined[keyword] = value
            }
        }
        return joined
    }

    // MARK: - Keywords

    private static func type(
        _ derived: JSONObject, _ value: JSONValue, at pointer: JSONPointer
    ) throws(TypedCallError) -> JSONValue {
        let due = derived["type"] ?? .null
        if value == due || (due == "number" && value == "integer") { return value }
        throw .schema(
            pointer, reason: "The type \(value.jsonText()) is not that of the prototype, \(due.jsonText())")
    }

    private static func bound(
        _ derived: JSONObject, _ keyword: String, _ value: JSONValue, at pointer: JSONPointer,
        isWider: (JSONNumber, JSONNumber) -> Bool
    ) throws(TypedCallError) -> JSONValue {
        guard let number = value.number, let limit = derived[keyword]?.number, isWider(number, limit) else {
            return value
        }
        throw .schema(
            pointer,
            reason:
                "The \(keyword) \(number.text) allows more than the prototype, whose \(keyword) is \(limit.text)"
        )
    }

    private static func properties(
        _ derived: JSONObject, _ value: JSONValue, at pointer: JSONPointer
    ) throws(TypedCallError) -> JSONValue {
        guard case .object(var properties)? = derived["properties"], case .object(let authors) = value else {
            throw .schema(pointer, reason: "The prototype has no properties here")
        }
        for (name, schema) in authors {
            guard case .object(let own)? = properties[name] else {
                throw .schema(pointer.appending(name), reason: "The prototype has no argument \"\(name)\"")
            }
            properties[name] = .object(try join(own, with: schema, at: pointer.appending(name)))
        }
        return .object(properties)
    }

    private static func items(
        _ derived: JSONObject, _ value: JSONValue, at pointer: JSONPointer
    ) throws(TypedCallError) -> JSONValue {
        guard case .object(let items)? = derived["items"] else {
            throw .schema(pointer, reason: "The prototype has no list here")
        }
        return .object(try join(items, with: value, at: pointer))
    }

    /// All properties are required already.
    private static func checkRequired(
        _ derived: JSONObject, _ value: JSONValue, at pointer: JSONPointer
    ) throws(TypedCallError) {
        let names = derived["required"]?.array ?? []
        for (index, name) in (value.array ?? []).enumerated() where !names.contains(name) {
            throw .schema(
                pointer.appending(index), reason: "The prototype has no argument \(name.jsonText())")
        }
    }

    private static func checkValues(
        _ derived: JSONObject, _ keyword: String, _ value: JSONValue, at pointer: JSONPointer
    ) throws(TypedCallError) {
        let values = keyword == "enum" || keyword == "examples" ? value.array ?? [] : [value]
        let isAllowed: Bool
        do throws(SchemaError) {
            let schema = try Schema(compiling: .object(derived))
            var refused = 0
            for value in values where try !schema.accepts(value) { refused += 1 }
            isAllowed = refused == 0
        } catch {
            throw .schema(pointer, reason: error.message)
        }
        guard isAllowed else {
            throw .schema(pointer, reason: "\"\(keyword)\" has a value that the prototype does not allow")
        }
    }

    /// What cannot be compared: a second pattern or encoding, and schemas that stand elsewhere.
    private static func opaque(
        _ derived: JSONObject, _ keyword: String, _ value: JSONValue, at pointer: JSONPointer
    ) throws(TypedCallError) -> JSONValue {
        if keyword.hasPrefix("$") {
            throw .schema(
                pointer, reason: "A schema that narrows a prototype is written out, without \"\(keyword)\"")
        }
        guard derived[keyword] == nil || derived[keyword] == value else {
            throw .schema(pointer, reason: "\"\(keyword)\" is set by the encoding of the bytes already")
        }
        return value
    }

    private static func place(_ pointer: JSONPointer) -> String {
        pointer.tokens.isEmpty ? "The schema" : "The schema at \(pointer)"
    }
}
