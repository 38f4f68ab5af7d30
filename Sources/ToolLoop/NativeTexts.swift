// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import ToolModel

/// The arguments of native calls as the upstream wrote them.
///
/// A caller sends them back with the next request, where a prompt cache knows them byte for byte. What belongs to
/// which call is a guess here, and is only believed where the text means exactly the arguments of the call.
struct NativeTexts: Sendable {
    private struct Entry: Sendable {
        let index: Int?
        let id: String?
        var text: String
    }

    private var entries: [Entry] = []
    private var bytes = 0
    private let limit: Int
    /// What each text says, once somebody asks.
    private var read: [(text: String, arguments: JSONObject)]?

    /// - Parameter limit: the most that is kept, in bytes; with more of it all calls are written anew.
    init(limit: Int) {
        self.limit = limit
    }

    mutating func take(_ fragment: ToolCallDelta) {
        guard let text = fragment.arguments, bytes <= limit else { return }
        bytes += text.utf8.count
        guard let position = position(of: fragment) else {
            entries.append(Entry(index: fragment.index, id: fragment.id, text: text))
            return
        }
        entries[position].text += text
    }

    /// The entry that a fragment goes on with; nil when it begins one.
    private func position(of fragment: ToolCallDelta) -> Int? {
        if let id = fragment.id, !id.isEmpty {
            return entries.lastIndex { $0.id == id && $0.index == fragment.index }
        }
        let position = fragment.index.map { index in entries.lastIndex { $0.index == index } }
        guard let position = position ?? entries.indices.last else { return nil }
        // A name after arguments is the next call's.
        let isNext = fragment.name?.isEmpty == false && !entries[position].text.isEmpty
        return isNext ? nil : position
    }

    /// The text that means exactly these arguments, each text once; to be asked when all fragments have come.
    mutating func text(of arguments: JSONObject) -> String? {
        guard bytes <= limit else { return nil }
        var known =
            read ?? entries.compactMap { entry in Self.members(of: entry.text).map { (entry.text, $0) } }
        defer { read = known }
        guard let position = known.firstIndex(where: { $0.arguments == arguments }) else { return nil }
        return known.remove(at: position).text
    }

    private static func members(of text: String) -> JSONObject? {
        do {
            return try JSONValue(parsing: text).object
        } catch {
            // What had to be mended is written anew.
            return nil
        }
    }
}
