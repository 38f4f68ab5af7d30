// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Testing

/// A schema with instances that satisfy it and instances that do not, all as JSON text.
struct SchemaCase: Sendable, CustomTestStringConvertible {
    var name: String
    var schema: String
    var accepts: [String]
    var refuses: [String]

    init(_ name: String, _ schema: String, accepts: [String] = [], refuses: [String] = []) {
        self.name = name
        self.schema = schema
        self.accepts = accepts
        self.refuses = refuses
    }

    var testDescription: String { name }

    func check(_ options: SchemaOptions = SchemaOptions()) throws {
        let schema = try Schema(compiling: JSONValue(parsing: schema), options: options)
        for text in accepts {
            let instance = try JSONValue(parsing: text)
            #expect(try schema.validate(instance) == [], "\(text) should be accepted")
            #expect(try schema.accepts(instance))
        }
        for text in refuses {
            let instance = try JSONValue(parsing: text)
            #expect(try !schema.validate(instance).isEmpty, "\(text) should be refused")
            #expect(try !schema.accepts(instance))
        }
    }
}

extension Schema {
    /// The schema that a JSON text describes.
    init(_ text: String, _ options: SchemaOptions = SchemaOptions()) throws {
        try self.init(compiling: JSONValue(parsing: text), options: options)
    }

    /// The sentences about an instance given as JSON text.
    func messages(_ instance: String) throws -> [String] {
        try validate(JSONValue(parsing: instance)).map(\.message)
    }
}
