// SPDX-License-Identifier: Apache-2.0

package import PluginRuntime

/// Shows what approving a plugin would mean, and asks.
package struct ApprovalDialogue: Sendable {
    /// What it came to.
    package enum Outcome: Sendable {
        case approved(PluginExamination)
        /// Nothing was to be decided.
        case nothingToDo
        /// The person said no.
        case declined
        /// Nobody could be asked.
        case unasked
    }

    private let plugins: PluginHost
    private let say: @Sendable (String) async throws -> Void
    /// Puts a question and gives the answer; nil when nobody can be asked.
    private let ask: (@Sendable (String) async throws -> String)?

    package init(
        plugins: PluginHost, say: @escaping @Sendable (String) async throws -> Void,
        ask: (@Sendable (String) async throws -> String)?
    ) {
        self.plugins = plugins
        self.say = say
        self.ask = ask
    }

    /// Decides on a plugin that was looked at.
    ///
    /// - Parameters:
    ///   - seen: What is shown, and approved.
    ///   - consents: Whether the answer is yes already.
    /// - Returns: What it came to; what was approved is kept.
    /// - Throws: `PluginError` when the plugin cannot be approved, and what saying and asking throw.
    package func decide(on seen: PluginExamination, consents: Bool) async throws -> Outcome {
        if let refusal = seen.refusal { throw refusal }
        guard seen.isApprovable else {
            try await say("\(seen.name): \(PluginReport.sentence(on: seen))\n")
            return .nothingToDo
        }
        try await say(PluginReport.question(of: seen))
        if !consents {
            guard let ask else { return .unasked }
            guard try await isAnswerYes(ask) else { return .declined }
        }
        if let kept = try await plugins.approve(seen) {
            try await say("The damaged record of approvals is kept as \(kept).\n")
        }
        return .approved(seen)
    }

    private func isAnswerYes(_ ask: (String) async throws -> String) async throws -> Bool {
        while true {
            switch try await ask("Approve this? [y]es, [n]o: ").trimmed.lowercased() {
            case "y", "yes": return true
            case "n", "no", "": return false
            default: continue
            }
        }
    }
}
