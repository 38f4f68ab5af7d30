// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON

extension CallObject {
    /// The call as far as it has been read.
    func draft(announcement: CallAnnouncement? = nil) -> CallDraft {
        var draft = CallDraft()
        draft.name = name
        draft.id = id
        draft.wire = bytes
        draft.announcement = announcement
        draft.notes.repairs = LenientText.names(of: irregularities)
        if let arguments { draft.arguments = .text(arguments) }
        if name == nil, scanner.isComplete { nest(&draft) }
        return draft
    }

    /// Some models write OpenAI's own form: `{"type":"function","function":{"name":"f","arguments":{}}}`.
    private func nest(_ draft: inout CallDraft) {
        guard let function = LenientText.value(bytes)?.value["function"]?.object else { return }
        draft.name = function["name"]?.string
        guard let arguments = function["arguments"] ?? function["parameters"] else { return }
        draft.arguments = .text(arguments.jsonBytes()[...])
    }
}
