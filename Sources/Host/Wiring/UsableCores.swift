// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The cores that this process may run on, which can be fewer than the machine has.
enum UsableCores {
    /// How many there are; nil when the system does not say.
    static var count: Int? {
        // Where it cannot be read there is no limit to keep to.
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
            return nil
        }
        return count(inStatus: status)
    }

    /// The count by the mask in a process' status: `Cpus_allowed:` and hexadecimal digits, commas between words.
    static func count(inStatus status: String) -> Int? {
        let field = "Cpus_allowed:"
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(field) }) else {
            return nil
        }
        let count = line.dropFirst(field.count).reduce(0) { count, digit in
            count + (digit.hexDigitValue?.nonzeroBitCount ?? 0)
        }
        return count > 0 ? count : nil
    }
}
