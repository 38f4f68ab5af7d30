// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// `$anchor`, `$dynamicAnchor`, `$defs`, `definitions` and `$comment`; `$id` and `$schema` are read
    /// before.
    mutating func compileCoreKeywords(of object: SchemaObject) throws(SchemaError) {
        _ = try object.string("$comment")
        for keyword in ["$defs", "definitions"] {
            _ = try subschemas(byNameIn: keyword, of: object, .parts)
        }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            guard let name = try object.string(keyword) else { continue }
            guard Self.isAnchor(name) else {
                throw object.refusal(
                    keyword, "a name of letters, digits, '-', '_' and '.', a letter or '_' first")
            }
            try addAnchor(name, at: object.place.appending(keyword), node: object.node, in: object.resource)
            guard keyword == "$dynamicAnchor" else { continue }
            resources[object.resource].dynamicAnchors[name] = object.node
        }
    }

    private static func isAnchor(_ name: String) -> Bool {
        guard let first = name.utf8.first, first.isASCIILetter || first == UInt8(ascii: "_") else {
            return false
        }
        return name.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "-_.".utf8.contains($0) }
    }
}
