// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The programs that commands may be: the usual ones, and those that the operator adds.
package struct AllowedPrograms: Sendable, Hashable {
    /// A program that may be run.
    package struct Program: Sendable, Hashable {
        package let name: String
        /// Where the operator says it is; nil to look for it in `folders`.
        package let path: String?
        /// Whether the operator added it.
        package let isExtra: Bool

        /// Where it is on this machine; nil when it is not there.
        package var found: String? {
            if let path { return unsafe access(path, X_OK) == 0 ? path : nil }
            return AllowedPrograms.folders.lazy.map { "\($0)/\(name)" }
                .first { unsafe access($0, X_OK) == 0 }
        }
    }

    /// Programs that only look, as surfaces go by their names.
    package static let usual = [
        "ls", "pwd", "whoami", "date", "echo", "cat", "head", "tail", "wc", "sort", "uniq", "cut", "tr",
        "grep",
        "find", "which", "du", "df", "uname", "id", "groups", "uptime", "free", "ps",
    ]
    /// Where programs are looked for, in this order.
    package static let folders = ["/usr/local/bin", "/usr/bin", "/bin"]

    package let programs: [Program]

    /// - Parameter extra: names or absolute paths, separated by commas or white space; nil for none.
    package init(extra: String?) {
        var programs = Self.usual.map { Program(name: $0, path: nil, isExtra: false) }
        for entry in (extra ?? "").split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            let name = String(entry.split(separator: "/").last ?? "")
            guard !name.isEmpty, !programs.contains(where: { $0.name == name }) else { continue }
            let isPath = entry.hasPrefix("/")
            guard isPath || !entry.contains("/") else { continue }
            programs.append(Program(name: name, path: isPath ? String(entry) : nil, isExtra: true))
        }
        self.programs = programs
    }
}
