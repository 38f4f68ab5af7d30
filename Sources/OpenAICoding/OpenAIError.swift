// SPDX-License-Identifier: Apache-2.0

public import JSON

/// An error as OpenAI's API answers it.
///
///     {"error":{"message":"…","type":"invalid_request_error","param":null,"code":"unknown_model"}}
public struct OpenAIError: Sendable, Hashable {
    /// One sentence for a person.
    public var message: String
    /// The family, such as `invalid_request_error` or `server_error`.
    public var type: String
    /// The member of the request that is at fault, where one is.
    public var param: String?
    /// A stable name.
    public var code: String?

    /// An error to be answered.
    public init(message: String, type: String, param: String? = nil, code: String? = nil) {
        self.message = message
        self.type = type
        self.param = param
        self.code = code
    }

    /// Finds the error in a body: an `error` member that is an object or a string, or a body that is the error.
    ///
    /// - Parameter value: any body that a server sent; nil comes back when it says nothing of an error.
    public init?(openAI value: JSONValue) {
        guard let members = value.object else { return nil }
        switch members["error"] {
        case .string(let text):
            self.init(message: text, type: "error")
        case .object(let error):
            self.init(error: error, fallback: .object(error))
        case .null, nil:
            let isError = members["object"] == "error" || members["type"] == "error"
            guard isError else { return nil }
            self.init(error: members, fallback: value)
        case .some(let other):
            self.init(message: other.jsonText(), type: "error")
        }
    }

    private init(error: JSONObject, fallback: JSONValue) {
        self.init(
            message: error["message"]?.string ?? fallback.jsonText(), type: error["type"]?.string ?? "error",
            param: error["param"]?.string, code: error["code"].flatMap { $0.string ?? $0.number?.text }
        )
    }

    /// The body.
    public var openAI: JSONObject {
        [
            "error": [
                "message": .string(message), "type": .string(type),
                "param": param.map(JSONValue.string) ?? .null,
                "code": code.map(JSONValue.string) ?? .null,
            ]
        ]
    }
}
