// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON

/// Asks a person about a call.
struct ConsentDialogue: Sendable {
    let lines: any LineSource
    let output: any TextOutput
    let interrupts: Interrupts

    /// Puts the question until there is an answer to it.
    ///
    /// - Throws: `CancellationError` when Ctrl-C or Ctrl-D is the answer, `REPLError` when input or output is gone.
    func decision(on question: CallConsent.Question, allow: (String) -> Void) async throws
        -> CallConsent.Decision
    {
        while true {
            let prompt = "Run \(TerminalText.harmless(question.name))? [y]es, [n]o, [a]lways, [e]dit: "
            switch try await ask(prompt).lowercased() {
            case "y", "yes": return .run
            case "n", "no": return .refuse("The user refused this call.")
            case "a", "always":
                allow(question.name)
                return .run
            case "e", "edit":
                if let changed = try await edited(question.arguments) { return .runChanged(changed) }
            default: continue
            }
        }
    }

    /// Nil when what was typed is no JSON object; the question then comes again.
    private func edited(_ arguments: JSONObject) async throws -> JSONObject? {
        let text = try await ask("arguments: ", initial: JSONValue.object(arguments).jsonText())
        do {
            if let changed = try JSONValue(parsing: text).object { return changed }
            try await output.write("The arguments must be a JSON object.\n")
        } catch let error as JSONError {
            try await output.write(error.message + "\n")
        }
        return nil
    }

    private func ask(_ prompt: String, initial: String = "") async throws -> String {
        switch try await lines.next(prompt: prompt, initial: initial, stoppedBy: interrupts) {
        case .line(let text): return text.trimmed
        case .end, .interrupted:
            try await output.write("\n")
            throw CancellationError()
        }
    }
}
