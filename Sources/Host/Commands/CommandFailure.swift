// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// A command's failure as the terminal shows it.
struct CommandFailure: Error, Hashable {
    var status: CommandStatus
    /// What failed: `call math`.
    var what: String
    var why: String
    var hint: String?

    init(_ status: CommandStatus, _ what: String, _ why: String, hint: String? = nil) {
        self.status = status
        self.what = what
        self.why = why
        self.hint = hint
    }

    init(_ status: CommandStatus, _ what: String, _ error: some UserFacingError) {
        self.init(status, what, error.message, hint: error.hint)
    }

    /// `toolhost: what failed: why`, and the hint on a line of its own.
    var text: String {
        "toolhost: \(what): \(why.trimmingEnd)\n" + (hint.map { "hint: \($0.trimmingEnd)\n" } ?? "")
    }
}

extension String {
    /// The text without the white space at its end.
    fileprivate var trimmingEnd: Substring {
        self[..<(lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? startIndex)]
    }
}
