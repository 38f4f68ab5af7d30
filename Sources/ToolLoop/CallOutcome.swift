// SPDX-License-Identifier: Apache-2.0

import ChatModel
import ToolModel

/// What came of one call, for the client and for the model.
struct CallOutcome: Sendable {
    let call: ToolCall
    /// What the client sees: a `result`, or an `error` about this call.
    let event: ChatEvent
    /// What the model reads.
    let text: String
}
