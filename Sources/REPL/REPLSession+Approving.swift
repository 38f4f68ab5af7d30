// SPDX-License-Identifier: Apache-2.0

import PluginRuntime

extension REPLSession {
    /// The plugins that wait for a person's word, a line each.
    static func waiting(in registry: ToolRegistry) -> String {
        registry.plugins.map { plugin in
            guard case .notApproved(_, let need)? = plugin.refusal else { return "" }
            return "\(plugin.name) waits for approval, since \(need.reason): /approve \(plugin.name)\n"
        }.joined()
    }

    /// Shows what a plugin would get, asks, and uses it when the answer is yes.
    ///
    /// - Returns: Whether that was carried out.
    mutating func approve(_ name: String) async throws -> Bool {
        let session = self
        let dialogue = ApprovalDialogue(
            plugins: plugins, say: { try await session.say($0) }, ask: questions)
        do {
            let seen = try await plugins.examine(name)
            switch try await dialogue.decide(on: seen, consents: options.consents) {
            case .nothingToDo: return true
            case .declined:
                try await say("Nothing was changed.\n")
                return true
            case .unasked:
                try await complain(
                    "\(seen.name) was not approved.", hint: "Nobody can be asked in a script without --yes.")
                return false
            case .approved(let seen): return try await use(seen)
            }
        } catch let error as PluginError {
            try await complain(error.message, hint: error.hint)
            return false
        }
    }

    /// Puts a question to the person and gives the answer; nil when there is nobody.
    private var questions: (@Sendable (String) async throws -> String)? {
        guard options.isInteractive else { return nil }
        return { [lines, output, interrupts] prompt in
            switch try await lines.next(prompt: prompt, stoppedBy: interrupts) {
            case .line(let text): return text
            case .end, .interrupted:
                try await output.write("\n")
                return "no"
            }
        }
    }

    /// Loads a plugin that has just been approved.
    private mutating func use(_ seen: PluginExamination) async throws -> Bool {
        await plugins.load()
        try renewTools()
        let found = plugins.registry.plugins.first { $0.path == seen.path }
        if let refusal = found?.refusal {
            try await complain(refusal.message, hint: refusal.hint)
            return false
        }
        let tools = (found?.tools ?? []).joined(separator: ", ")
        try await say("\(seen.name) is approved\(tools.isEmpty ? "" : " and offers \(tools)").\n")
        return true
    }
}
