// SPDX-License-Identifier: Apache-2.0

public import ChatModel
public import JSON

extension [ModelDescription] {
    /// Reads the body of `GET /v1/models`.
    ///
    /// - Parameter value: `{"object":"list","data":[{"id":…}]}`.
    /// - Throws: `OpenAICodingError` with the first fault and its place.
    public init(openAI value: JSONValue) throws(OpenAICodingError) {
        self = []
        let root = JSONPointer()
        let place = root.appending("data")
        let entries = try value.object(at: root).required("data", at: root).array(at: place)
        for (index, entry) in entries.enumerated() {
            let entryPlace = place.appending(index)
            let members = try entry.object(at: entryPlace)
            let id = try members.required("id", at: entryPlace).string(at: entryPlace.appending("id"))
            append(
                ModelDescription(id: id, owner: members["owned_by"]?.string, created: members["created"]?.int)
            )
        }
    }

    /// The body of `GET /v1/models`.
    public var openAI: JSONObject {
        let entries = map { model -> JSONValue in
            var entry: JSONObject = ["id": .string(model.id), "object": "model"]
            if let created = model.created { entry["created"] = JSONValue(created) }
            if let owner = model.owner { entry["owned_by"] = .string(owner) }
            return .object(entry)
        }
        return ["object": "list", "data": .array(entries)]
    }
}
