// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore
import OpenAICoding
import Synchronization
import ToolModel

/// The JSON text of the tools sent last; most requests carry the very same ones.
final class ToolsText: Sendable {
    private struct Written {
        var tools: [ToolDefinition]
        var text: ByteBuffer
    }

    private let last = Mutex<Written?>(nil)

    /// The text of a request's `tools`.
    func text(of tools: [ToolDefinition]) -> ByteBuffer {
        let known = last.withLock { last -> ByteBuffer? in
            guard let last, last.tools.span.isIdentical(to: tools.span) else { return nil }
            return last.text
        }
        if let known { return known }
        let text = ByteBuffer(bytes: tools.openAI.jsonBytes())
        last.withLock { $0 = Written(tools: tools, text: text) }
        return text
    }
}
