// SPDX-License-Identifier: Apache-2.0

import JSON

extension SchemaCompiler {
    /// Keywords that only inform: `title`, `description`, `default`, `examples`, `deprecated`, `readOnly`,
    /// `writeOnly`, `contentEncoding`, `contentMediaType` and `contentSchema`.
    mutating func checkAnnotations(of object: SchemaObject) throws(SchemaError) {
        for keyword in ["title", "description", "contentEncoding", "contentMediaType"] {
            _ = try object.string(keyword)
        }
        for keyword in ["deprecated", "readOnly", "writeOnly"] { _ = try object.bool(keyword) }
        _ = try object.array("examples")
        _ = try subschema("contentSchema", of: object, .parts)
    }
}
