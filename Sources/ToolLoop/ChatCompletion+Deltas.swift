// SPDX-License-Identifier: Apache-2.0

import ChatModel

extension ChatCompletion {
    /// The deltas that a stream would have brought.
    var deltas: [ChatDelta] {
        var deltas: [ChatDelta] = [.start(identity)]
        if let reasoning { deltas.append(.reasoning(reasoning)) }
        if !content.isEmpty { deltas.append(.content(content)) }
        for (index, call) in toolCalls.enumerated() {
            deltas.append(
                .toolCall(
                    ToolCallDelta(index: index, id: call.id, name: call.name, arguments: call.arguments)))
        }
        deltas.append(.finish(finishReason))
        if let usage { deltas.append(.usage(usage)) }
        return deltas
    }
}
