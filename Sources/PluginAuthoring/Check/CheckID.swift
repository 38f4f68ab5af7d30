// SPDX-License-Identifier: Apache-2.0

/// One of the conformance checks; the raw values are stable names.
package enum CheckID: String, Sendable, Hashable, CaseIterable {
    case file = "file.library"
    case start = "load.start"
    case silence = "load.silence"
    case purity = "load.purity"
    case registration = "tools.registration"
    case schemas = "tools.schemas"
    case descriptions = "tools.descriptions"
    case examples = "calls.examples"
    case boundaries = "calls.boundaries"
    case random = "calls.random"
    case cancelling = "calls.cancelling"
    case deadline = "calls.deadline"
    case parallel = "calls.parallel"
    case leaks = "calls.leaks"
    case hygiene = "calls.hygiene"

    /// What a plugin that passes it does.
    package var claim: String {
        switch self {
        case .file: "the file is a sound library that exports its entry alone"
        case .start: "it loads and starts"
        case .silence: "it says nothing until it is called"
        case .purity: "it starts the same each time, and leaves nothing behind"
        case .registration: "it registers tools, and none is refused"
        case .schemas: "schemas say what is meant, and their examples follow them"
        case .descriptions: "descriptions and hints tell a model when to use a tool"
        case .examples: "its own examples are answered"
        case .boundaries: "values at the edges of its schemas are answered"
        case .random: "random valid values are answered"
        case .cancelling: "a cancelled call comes back"
        case .deadline: "a call past its deadline comes back"
        case .parallel: "calls at the same time get the answers that they get alone"
        case .leaks: "10 000 calls leave no memory behind"
        case .hygiene: "calls leave the process as it was"
        }
    }

    /// The lowest level that needs it.
    package var level: CheckLevel {
        switch self {
        case .file, .start, .registration, .examples: .bronze
        case .silence, .purity, .schemas, .descriptions, .boundaries, .random: .silver
        case .cancelling, .deadline, .parallel, .leaks, .hygiene: .gold
        }
    }
}

/// How good a plugin is by its checks.
package enum CheckLevel: Int, Sendable, Hashable, CaseIterable {
    /// It works as its author shows it.
    case bronze = 1
    /// And for everything that its schemas allow.
    case silver = 2
    /// And for long, in parallel, and when it is told to stop.
    case gold = 3

    /// `bronze`, `silver` or `gold`.
    package var name: String { "\(self)" }
}
