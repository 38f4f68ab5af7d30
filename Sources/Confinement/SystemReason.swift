// SPDX-License-Identifier: Apache-2.0

internal import CConfinement

/// The system's words for an errno.
enum SystemReason {
    static func text(_ errno: Int32) -> String {
        guard let words = unsafe confine_error_text(errno) else { return "system error \(errno)" }
        let text = unsafe String(cString: words)
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
