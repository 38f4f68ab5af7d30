// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON

/// A call as a dialect read it, before anyone has looked whether the tool exists and the arguments fit.
struct CallDraft: Sendable {
    /// Where the call came from; the two may carry the same call twice.
    enum Channel: Sendable, Hashable {
        case content
        case native
    }

    /// What the model gave as arguments.
    enum Arguments: Sendable {
        /// Nothing at all.
        case none
        /// JSON text, as written.
        case text(ArraySlice<UInt8>)
        /// Members that the dialect itself has read; those in `untyped` are text that may stand for any type.
        case members(JSONObject, untyped: Set<String>)
    }

    var channel = Channel.content
    var name: String?
    var arguments = Arguments.none
    /// The upstream's own id.
    var id: String?
    /// The wire text, from which an error shows the beginning.
    var wire: ArraySlice<UInt8> = []
    var notes = CallNotes()
    /// The events of this call sent so far.
    var announcement: CallAnnouncement?
}

/// What has been said of a call before it was complete.
struct CallAnnouncement: Sendable {
    let id: String
    /// Argument text sent so far.
    var sent: [UInt8] = []
}

/// Why a call is not handed on.
enum CallRejection: Sendable {
    case unknownTool
    case malformed(String)
    case truncated
    case missingName
}
