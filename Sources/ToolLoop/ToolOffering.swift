// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON
import Prompting
import ToolModel

/// Puts tools before the model in the form that its upstream takes.
struct ToolOffering: Sendable {
    let model: any LanguageModel
    let formats: FormatMemory
    private let shown = ShownTools()

    init(model: any LanguageModel, formats: FormatMemory) {
        self.model = model
        self.formats = formats
    }

    /// Sends the request with native tools; when the upstream takes none, again with a prompt that teaches them.
    ///
    /// A refusal is remembered as the model's nature unless `remembers` is false: something in a caller's own tools
    /// may have been refused, which must not change what other callers get.
    func send<Answer>(
        _ request: ChatRequest, tools: [ToolDefinition], remembers: Bool = true,
        _ send: (ChatRequest) async throws -> Answer
    ) async throws -> Answer {
        let name = request.model ?? model.upstream.model
        let format = formats.format(forModel: name)
        do {
            return try await send(prepared(request, tools, format, isKept: remembers))
        } catch let error as ModelError
            where format == .native && !tools.isEmpty && formats.allowsFallback(after: error)
        {
            let answer = try await send(prepared(request, tools, .taught(toModel: name), isKept: remembers))
            if remembers { formats.rememberRefusal(ofModel: name) }
            return answer
        }
    }

    private func prepared(
        _ request: ChatRequest, _ tools: [ToolDefinition], _ format: ToolCallFormat, isKept: Bool
    ) -> ChatRequest {
        var request = request
        guard PromptBuilder.taughtFormats.contains(format) else {
            let offered = request.spellOutToolChoice(among: tools)
            var built = shown.request(request, tools: offered, isKept: isKept && offered.count == tools.count)
            built.rewriteVerbatimSchemas(of: offered)
            return built
        }
        // What is taught is written into the messages: as the caller wrote them they would undo it.
        request.verbatim = [:]
        return PromptBuilder(format: format).build(request, tools: tools)
    }
}
