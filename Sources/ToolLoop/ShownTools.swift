// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Prompting
import Synchronization
import ToolModel

/// The host's tools as the upstream is shown them: rewriting their schemas takes as long as relaying a stream.
final class ShownTools: Sendable {
    private struct Pair {
        var tools: [ToolDefinition]
        var shown: [ToolDefinition]
    }

    private let last = Mutex<Pair?>(nil)

    /// The request with the tools put before the model natively.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - tools: the tools as their authors wrote them.
    ///   - isKept: whether the next request may well have the very same tools, as it has if they are the host's.
    /// - Returns: what `PromptBuilder` makes of it.
    func request(_ request: ChatRequest, tools: [ToolDefinition], isKept: Bool) -> ChatRequest {
        let known = last.withLock { last -> [ToolDefinition]? in
            guard let last, last.tools.span.isIdentical(to: tools.span) else { return nil }
            return last.shown
        }
        if let known {
            var request = request
            request.tools = known
            return request
        }
        let built = PromptBuilder(format: .native).build(request, tools: tools)
        if isKept { last.withLock { $0 = Pair(tools: tools, shown: built.tools) } }
        return built
    }
}
