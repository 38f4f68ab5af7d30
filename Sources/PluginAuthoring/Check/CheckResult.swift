// SPDX-License-Identifier: Apache-2.0

/// What became of a check, the worse the greater.
package enum CheckOutcome: String, Sendable, Hashable, CaseIterable {
    case passed = "pass"
    case skipped = "skip"
    case warned = "warn"
    case failed = "fail"
    case timedOut = "timeout"
    case crashed = "crash"

    /// Whether the plugin is at fault.
    package var isFault: Bool {
        switch self {
        case .passed, .skipped, .warned: false
        case .failed, .timedOut, .crashed: true
        }
    }
}

/// What one check found, of the plugin or of one of its tools.
package struct CheckResult: Sendable, Hashable {
    package let id: CheckID
    /// Nil when it is about the plugin as a whole.
    package var tool: String?
    package let outcome: CheckOutcome
    /// What was found, as a sentence; empty when there is nothing to say.
    package var detail: String
    /// What its author should do.
    package var advice: String?
    /// What `--reproduce` takes to do the same call again.
    package var reproduction: Reproduction?

    package init(
        _ id: CheckID, tool: String? = nil, _ outcome: CheckOutcome, _ detail: String = "",
        advice: String? = nil,
        reproduction: Reproduction? = nil
    ) {
        self.id = id
        self.tool = tool
        self.outcome = outcome
        self.detail = detail
        self.advice = advice
        self.reproduction = reproduction
    }
}

/// One generated call, found again by the seed: `calls.random/greet/17@42`.
package struct Reproduction: Sendable, Hashable, CustomStringConvertible {
    package let id: CheckID
    package let tool: String
    /// The call's number among those of its check and tool, from 0 on.
    package let number: Int
    package let seed: UInt64

    package var description: String { "\(id.rawValue)/\(tool)/\(number)@\(seed)" }

    package init(id: CheckID, tool: String, number: Int, seed: UInt64) {
        self.id = id
        self.tool = tool
        self.number = number
        self.seed = seed
    }

    /// Reads what a report printed.
    ///
    /// - Throws: `AuthoringError.badReproduction`.
    package init(parsing text: String) throws(AuthoringError) {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        let parts = (halves.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, parts.count == 3, let id = CheckID(rawValue: String(parts[0])),
            let number = Int(parts[2]), number >= 0, let seed = UInt64(halves[1]), !parts[1].isEmpty
        else { throw .badReproduction(text) }
        self.init(id: id, tool: String(parts[1]), number: number, seed: seed)
    }
}
