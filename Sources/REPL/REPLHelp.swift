// SPDX-License-Identifier: Apache-2.0

/// What `/help` says.
enum REPLHelp {
    static var text: String {
        let rows = REPLCommand.Row.all.map { row in
            (row.arguments.isEmpty ? row.name : "\(row.name) \(row.arguments)", row.meaning)
        }
        let width = rows.map(\.0.count).max() ?? 0
        let lines = rows.map { usage, meaning in
            "  \(usage)\(String(repeating: " ", count: width - usage.count))  \(meaning)\n"
        }
        return "Anything else is said to the model; //text says /text.\n" + lines.joined()
            + "Ctrl-C stops the turn, Tab completes, the arrow keys recall.\n"
    }
}
