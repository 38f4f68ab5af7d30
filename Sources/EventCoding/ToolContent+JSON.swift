// SPDX-License-Identifier: Apache-2.0

package import JSON
package import ToolModel

extension ToolContent {
    /// The part as a content block of MCP (2025-11-25, tools): `{"type":"text","text":"…"}`.
    package var members: JSONObject {
        switch self {
        case .text(let text): ["type": "text", "text": .string(text)]
        case .image(let bytes, let mimeType): Self.blob("image", bytes, mimeType)
        case .audio(let bytes, let mimeType): Self.blob("audio", bytes, mimeType)
        case .embeddedText(let text, let uri, let mimeType):
            Self.resource(uri, mimeType, content: "text", .string(text))
        case .embeddedBytes(let bytes, let uri, let mimeType):
            Self.resource(uri, mimeType, content: "blob", .string(Base64.text(of: bytes)))
        case .link(let uri, let name, let mimeType): Self.link(uri, name, mimeType)
        }
    }

    private static func blob(_ type: String, _ bytes: [UInt8], _ mimeType: String) -> JSONObject {
        ["type": .string(type), "data": .string(Base64.text(of: bytes)), "mimeType": .string(mimeType)]
    }

    private static func resource(
        _ uri: String, _ mimeType: String?, content name: String, _ content: JSONValue
    ) -> JSONObject {
        var resource: JSONObject = ["uri": .string(uri)]
        if let mimeType { resource["mimeType"] = .string(mimeType) }
        resource[name] = content
        return ["type": "resource", "resource": .object(resource)]
    }

    private static func link(_ uri: String, _ name: String, _ mimeType: String?) -> JSONObject {
        var members: JSONObject = ["type": "resource_link", "uri": .string(uri), "name": .string(name)]
        if let mimeType { members["mimeType"] = .string(mimeType) }
        return members
    }
}

extension ToolContent {
    /// Reads a content block back.
    init(_ fields: EventFields) throws(EventCodingError) {
        switch try fields.string("type") {
        case "text": self = .text(try fields.string("text"))
        case "image": self = .image(try fields.bytes("data"), mimeType: try fields.string("mimeType"))
        case "audio": self = .audio(try fields.bytes("data"), mimeType: try fields.string("mimeType"))
        case "resource": self = try Self.resource(try fields.object("resource"))
        case "resource_link":
            self = .link(
                uri: try fields.string("uri"), name: try fields.string("name"),
                mimeType: try fields.optionalString("mimeType"))
        case let type: throw fields.unexpected("type", type)
        }
    }

    private static func resource(_ fields: EventFields) throws(EventCodingError) -> ToolContent {
        let uri = try fields.string("uri")
        let mimeType = try fields.optionalString("mimeType")
        if let text = try fields.optionalString("text") {
            return .embeddedText(text, uri: uri, mimeType: mimeType)
        }
        return .embeddedBytes(try fields.bytes("blob"), uri: uri, mimeType: mimeType)
    }
}
