// SPDX-License-Identifier: Apache-2.0

public import JSON

/// Schemas of objects from the arguments that they hold.
public enum ToolSchema {
    /// The schema of an object with these members and no others.
    ///
    /// - Parameter arguments: In the order in which a model should see them.
    /// - Returns: A JSON Schema (2020-12) of type object.
    public static func object<each Value>(_ arguments: repeat Argument<each Value>) -> JSONValue {
        var properties: JSONObject = [:]
        var required: [JSONValue] = []
        for argument in repeat each arguments {
            properties[argument.name] = argument.schema
            if argument.isRequired { required.append(.string(argument.name)) }
        }
        var schema: JSONObject = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { schema["required"] = .array(required) }
        schema["additionalProperties"] = false
        return .object(schema)
    }
}
