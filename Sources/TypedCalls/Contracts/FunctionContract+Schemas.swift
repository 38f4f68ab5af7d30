// SPDX-License-Identifier: Apache-2.0

public import JSON

extension FunctionContract {
    /// The JSON Schema of the arguments, as it follows from the prototype: all are required, integers keep to the
    /// bounds of their C types, and nothing else is taken.
    public var inputSchema: JSONObject {
        var properties = JSONObject()
        for (parameter, role) in zip(prototype.parameters, roles) where role.isArgument {
            properties[parameter.name] = .object(described(input(parameter.type, role), parameter.name))
        }
        return Self.object(properties)
    }

    /// The JSON Schema of results.
    public var outputSchema: JSONObject {
        var properties = JSONObject()
        switch result {
        case .none, .status: break
        case .value(let name):
            properties[name] = .object(
                described(Self.schema(of: prototype.result), RoleReader.key(ofResult: name)))
        case .text(let name, _, let isNullable):
            let schema: JSONObject = isNullable ? ["type": ["string", "null"]] : ["type": "string"]
            properties[name] = .object(described(schema, RoleReader.key(ofResult: name)))
        }
        for (parameter, role) in zip(prototype.parameters, roles) where role.isResult {
            properties[parameter.name] = .object(described(output(parameter.type, role), parameter.name))
        }
        return Self.object(properties)
    }

    private func input(_ type: CType, _ role: ParameterRole) -> JSONObject {
        switch role {
        case .text: ["type": "string"]
        case .bytes(_, let encoding): encoding.schema
        case .array: ["type": "array", "items": .object(Self.schema(of: Self.target(of: type)))]
        case .input(let count), .inputOutput(let count):
            Self.schema(of: Self.target(of: type), count: count)
        default: Self.schema(of: type)
        }
    }

    private func output(_ type: CType, _ role: ParameterRole) -> JSONObject {
        switch role {
        case .outputBytes(_, _, let encoding): encoding.schema
        case .outputText: ["type": "string"]
        case .output(let count), .inputOutput(let count):
            Self.schema(of: Self.target(of: type), count: count)
        default: Self.schema(of: type)
        }
    }

    private func described(_ schema: JSONObject, _ name: String) -> JSONObject {
        var schema = schema
        if let description = descriptions[name] { schema["description"] = .string(description) }
        return schema
    }

    private static func target(of type: CType) -> CType {
        if case .pointer(let target, _) = type { target } else { type }
    }

    private static func object(_ properties: JSONObject) -> JSONObject {
        [
            "type": "object", "properties": .object(properties),
            "required": .array(properties.names.map { .string($0) }), "additionalProperties": false,
        ]
    }

    private static func schema(of type: CType, count: Int? = nil) -> JSONObject {
        if let count {
            return [
                "type": "array", "items": .object(schema(of: type)), "minItems": JSONValue(count),
                "maxItems": JSONValue(count),
            ]
        }
        switch type {
        case .bool: return ["type": "boolean"]
        case .integer(let integer):
            return [
                "type": "integer", "minimum": .number(integer.minimum), "maximum": .number(integer.maximum),
            ]
        case .float, .double: return ["type": "number"]
        case .structure(let structure):
            var properties = JSONObject()
            for member in structure.members {
                properties[member.name] = .object(schema(of: member.type, count: member.count))
            }
            return object(properties)
        case .void, .pointer: return [:]
        }
    }
}
