// SPDX-License-Identifier: Apache-2.0

import JSON

/// The events of a chat, however they came.
struct ChatLog: Sendable, CustomStringConvertible {
    let events: [JSONValue]

    /// The visible text.
    var text: String { joined("chunk") }
    var reasoning: String { joined("reasoning") }
    var finishReason: String? { events.last?["data"]?["finishReason"]?.string }
    var description: String { events.map { $0.jsonText() }.joined(separator: "\n") }

    /// The events of one type, in order.
    func all(_ type: String) -> [JSONValue] {
        events.filter { $0["type"]?.string == type }
    }

    /// Name and arguments of each call.
    var calls: [String] {
        all("action").map {
            "\($0["data"]?["action"]?.string ?? "") \($0["data"]?["params"]?.jsonText() ?? "")"
        }
    }

    /// The text of each call's result.
    var results: [String] { all("result").map { $0["data"]?["result"]?.string ?? "" } }

    private func joined(_ type: String) -> String {
        all(type).map { $0["data"]?.string ?? "" }.joined()
    }
}

extension RunningHost {
    /// A request to `/chat` with one message of the user, and the events that came back.
    func chat(_ text: String, _ members: JSONObject = [:], path: String = "/chat") async throws -> ChatLog {
        var body: JSONObject = ["messages": [["role": "user", "content": .string(text)]]]
        for (name, value) in members { body[name] = value }
        let output = try await post(path, JSONValue.object(body).jsonText()).output
        guard output.hasPrefix("{") else { return ChatLog(events: try ServerSentEvents.values(in: output)) }
        let answer = try JSONValue(parsing: output)
        return ChatLog(events: answer["chunks"]?.array ?? [answer])
    }
}
