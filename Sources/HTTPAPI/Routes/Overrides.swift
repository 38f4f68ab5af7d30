// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Diagnostics
import HTTPTypes
import JSON
import OpenAICoding
import ToolLoop

/// Request parameters that a client sets for one chat, checked against what they may be.
struct Overrides {
    private let members: JSONObject

    /// Checks all members; null counts as not set.
    ///
    /// - Throws: `unknown_override` with the nearest name, `invalid_request` for a value of the wrong kind,
    ///   `override_out_of_range` with the range.
    init(_ members: JSONObject) throws(HTTPFailure) {
        var checked = JSONObject()
        for (name, value) in members where !value.isNull {
            guard let rule = OverrideRule.named(name) else { throw Self.unknown(name) }
            try rule.check(value, at: JSONPointer(tokens: ["overrides", name]))
            checked[name] = value
        }
        self.members = checked
    }

    /// Puts the parameters into the request, digits and all.
    func apply(to request: inout TurnRequest) throws(OpenAICodingError) {
        for (name, value) in members {
            switch name {
            case "model": request.model = value.string
            case "tool_choice":
                request.toolChoice = try ToolChoice(
                    openAI: value, at: JSONPointer(tokens: ["overrides", "tool_choice"]))
            case "response_format": request.parameters[name] = Self.responseFormat(value)
            default: request.parameters[name] = value
            }
        }
    }

    /// LM Studio refuses `json_object`; a schema that any object satisfies says the same.
    private static func responseFormat(_ value: JSONValue) -> JSONValue {
        guard value["type"] == "json_object" else { return value }
        return [
            "type": "json_schema",
            "json_schema": ["name": "object", "schema": ["type": "object"]],
        ]
    }

    private static func unknown(_ name: String) -> HTTPFailure {
        let names = OverrideRule.all.map(\.name)
        let nearest = NearestNames.of(name, among: names)
        let hint = NearestNames.hint(for: name, among: names).map { " " + $0 } ?? ""
        return HTTPFailure(
            .badRequest, code: "unknown_override", "There is no override \"\(name.prefix(64))\".\(hint)",
            details: [
                "override": .string(String(name.prefix(64))),
                "nearest": .array(nearest.map(JSONValue.string)),
            ])
    }
}
