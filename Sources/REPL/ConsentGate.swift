// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Logging
import PluginRuntime
import ToolModel

extension PluginHost {
    /// A host with the same tools that asks before it lets a call through to this one.
    ///
    /// - Parameters:
    ///   - consent: decides on each call.
    ///   - logger: where it writes.
    /// - Returns: the gate, which does not own this host.
    /// - Throws: never in practice: the schemas were compiled before.
    func gated(by consent: CallConsent, logger: Logger) throws(SchemaError) -> PluginHost {
        let tools = registry.tools.map { tool in
            let isReadOnly = tool.definition.annotations.isReadOnly == true
            return ClosureTool(tool.definition, timeout: ConsentGate.patience) { call in
                try await ConsentGate.answer(
                    call, of: tool.definition.name, from: self, consent, isReadOnly: isReadOnly
                )
            }
        }
        return try PluginHost(tools: tools, logger: logger)
    }
}

/// What the gate does with a call once it is decided on.
private enum ConsentGate {
    /// A person may take a day to answer; the tool's own limit begins after that. (Closures keep their time themselves.)
    static let patience: Duration = .seconds(86_400)

    static func answer(
        _ call: ClosureCall, of name: String, from host: PluginHost, _ consent: CallConsent, isReadOnly: Bool
    ) async throws -> ToolResult {
        var arguments = call.arguments
        let decision = try await consent.decide(name, arguments, isReadOnly: isReadOnly)
        switch decision {
        case .run: break
        case .runChanged(let changed): arguments = changed
        case .refuse(let reason): return ToolResult(text: "The call was not run. \(reason)", isError: true)
        }
        let completed = try await host.call(
            name, arguments: arguments, id: call.id, onProgress: call.progress)
        consent.note(completed.duration, ofCall: call.id)
        var result = completed.result
        if case .runChanged = decision {
            let text = JSONValue.object(arguments).jsonText()
            result.content.append(.text("(The user changed the arguments to \(text).)"))
        }
        return result
    }
}
