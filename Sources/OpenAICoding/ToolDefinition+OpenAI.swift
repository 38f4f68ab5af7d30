// SPDX-License-Identifier: Apache-2.0

public import ChatModel
public import JSON
public import ToolModel

extension ToolDefinition {
    /// Reads one entry of a request's `tools`.
    ///
    ///     {"type":"function","function":{"name":"math","description":"…","parameters":{"type":"object"}}}
    ///
    /// - Parameters:
    ///   - value: the entry.
    ///   - pointer: where it stands in the body, for the error.
    /// - Throws: `OpenAICodingError` with the first fault and its place.
    public init(openAI value: JSONValue, at pointer: JSONPointer = JSONPointer()) throws(OpenAICodingError) {
        let members = try value.object(at: pointer)
        let type = try members.required("type", at: pointer).string(at: pointer.appending("type"))
        guard type == "function" else {
            throw OpenAICodingError("must be \"function\"", at: pointer.appending("type"))
        }
        let place = pointer.appending("function")
        let function = try members.required("function", at: pointer).object(at: place)
        let name = try function.required("name", at: place).string(at: place.appending("name"))
        guard Self.isName(name) else {
            throw OpenAICodingError(
                "must be a name of letters, digits, _ and -, at most \(ToolName.maximumBytes) long",
                at: place.appending("name"))
        }
        let schema = function.present("parameters") ?? ["type": "object", "properties": [:]]
        self.init(
            name: name, description: try function.optionalString("description", at: place) ?? "",
            inputSchema: .object(try schema.object(at: place.appending("parameters")))
        )
    }

    /// OpenAI's own rule, which unlike the host's lets a digit come first.
    private static func isName(_ name: String) -> Bool {
        let isSound = name.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "_-".unicodeScalars.contains(scalar))
        }
        return isSound && (1...ToolName.maximumBytes).contains(name.utf8.count)
    }

    /// The tool as an entry of a request's `tools`.
    public var openAI: JSONObject {
        [
            "type": "function",
            "function": [
                "name": .string(name), "description": .string(description), "parameters": inputSchema,
            ],
        ]
    }
}

extension [ToolDefinition] {
    /// Reads the `tools` of a request.
    ///
    /// - Parameters:
    ///   - value: the array.
    ///   - pointer: where it stands in the body, for the error.
    /// - Throws: `OpenAICodingError` with the first fault and its place.
    public init(openAI value: JSONValue, at pointer: JSONPointer) throws(OpenAICodingError) {
        self = []
        for (index, tool) in try value.array(at: pointer).enumerated() {
            append(try ToolDefinition(openAI: tool, at: pointer.appending(index)))
        }
    }

    /// The `tools` of a request.
    public var openAI: JSONValue { .array(map { .object($0.openAI) }) }
}

extension ToolChoice {
    /// Reads a request's `tool_choice`.
    ///
    /// - Parameters:
    ///   - value: `"none"`, `"auto"`, `"required"` or `{"type":"function","function":{"name":…}}`.
    ///   - pointer: where it stands in the body, for the error.
    /// - Throws: `OpenAICodingError` when it is none of these.
    public init(openAI value: JSONValue, at pointer: JSONPointer) throws(OpenAICodingError) {
        switch value {
        case "none": self = .none
        case "auto": self = .auto
        case "required": self = .required
        case .object(let members):
            let place = pointer.appending("function")
            let function = try members.required("function", at: pointer).object(at: place)
            self = .tool(try function.required("name", at: place).string(at: place.appending("name")))
        default:
            throw OpenAICodingError(
                "must be \"none\", \"auto\", \"required\" or name a function", at: pointer)
        }
    }

    /// The value of a request's `tool_choice`.
    public var openAI: JSONValue {
        switch self {
        case .none: "none"
        case .auto: "auto"
        case .required: "required"
        case .tool(let name): ["type": "function", "function": ["name": .string(name)]]
        }
    }
}
