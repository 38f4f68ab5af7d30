// SPDX-License-Identifier: Apache-2.0

import JSON

/// The meta-schemas of the dialects, published by the JSON Schema project under the revised BSD licence;
/// comments are left out.
enum MetaSchemas {
    /// The document of that URI; nil when it is none of these.
    static func document(uri: String) -> JSONValue? {
        documents[uri]
    }

    private static let documents: [String: JSONValue] = {
        let texts = [
            draft7, draft2020, core, applicator, unevaluated, validation, metaData, formatAnnotation,
            formatAssertion,
            content,
        ]
        var documents: [String: JSONValue] = [:]
        for text in texts {
            // The texts are constants; a test reads each of them.
            guard let document = try? JSONValue(parsing: text), let uri = document["$id"]?.string else {
                continue
            }
            documents[SchemaURI(uri).base] = document
        }
        return documents
    }()
}
