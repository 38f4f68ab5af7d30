// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON

/// What one check of `toolhost doctor` came to.
struct DoctorFinding: Sendable, Hashable {
    enum Verdict: String, Sendable, Hashable {
        case ok
        /// It works, but not as was asked for.
        case warning
        case failed
        /// It could not be tried, because of what failed before it.
        case skipped
    }

    /// What was looked at.
    enum Subject: String, Sendable, Hashable {
        case upstream
        case model
        case dialect
        case isolation
    }

    var subject: Subject
    var verdict: Verdict
    /// What was found, a sentence or two.
    var message: String
    /// What to do about it.
    var hint: String?

    init(_ subject: Subject, _ verdict: Verdict, _ message: String, hint: String? = nil) {
        self.subject = subject
        self.verdict = verdict
        self.message = message
        self.hint = hint
    }

    init(_ subject: Subject, _ verdict: Verdict, _ error: some UserFacingError) {
        self.init(subject, verdict, error.message, hint: error.hint)
    }

    /// `ok       upstream: …`, the hint on a line of its own.
    var text: String {
        let mark = verdict.rawValue.padded(to: 9)
        return "\(mark)\(subject.rawValue): \(message)\n" + (hint.map { "         \($0)\n" } ?? "")
    }

    var json: JSONValue {
        var members: JSONObject = [
            "check": .string(subject.rawValue), "verdict": .string(verdict.rawValue),
            "message": .string(message),
        ]
        if let hint { members["hint"] = .string(hint) }
        return .object(members)
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
