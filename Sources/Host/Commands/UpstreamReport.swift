// SPDX-License-Identifier: Apache-2.0

import JSON
import Logging
import PluginRuntime
import Prompting
import ToolModel

/// How tools are shown to a model server that could not take their schemas as written.
enum UpstreamReport {
    /// For each rewritten tool what was changed and why, then the lines that differ.
    static func differences(of tools: [ToolDefinition], format: ToolCallFormat) -> String {
        guard !PromptBuilder.taughtFormats.contains(format) else {
            return "In the dialect \(format.rawValue) every schema is shown as its author wrote it.\n"
        }
        let reports = tools.compactMap(difference)
        guard !reports.isEmpty else { return "Every schema is shown as its author wrote it.\n" }
        return reports.joined(separator: "\n")
    }

    /// A line for each change: the place, and what was done and why.
    static func changes(of tool: ToolDefinition) -> [String] {
        UpstreamSchema(rewriting: tool.inputSchema).changes.map(line)
    }

    private static func line(_ change: UpstreamChange) -> String {
        "\(change.pointer.tokens.isEmpty ? "the root" : change.pointer.description): \(change.reason)"
    }

    private static func difference(of tool: ToolDefinition) -> String? {
        let upstream = UpstreamSchema(rewriting: tool.inputSchema)
        guard !upstream.changes.isEmpty else { return nil }
        let old = lines(of: tool.inputSchema)
        let new = lines(of: upstream.schema)
        return "\(tool.name)\n" + upstream.changes.map { "# \(line($0))\n" }.joined()
            + "--- as written\n+++ as shown\n" + merged(old, new).map { "\($0)\n" }.joined()
    }

    private static func lines(of schema: JSONValue) -> [Substring] {
        schema.jsonText(.pretty).split(separator: "\n")
    }

    /// All lines of both, those of only one marked with `-` or `+`.
    private static func merged(_ old: [Substring], _ new: [Substring]) -> [String] {
        var removed = Set<Int>()
        var inserted = Set<Int>()
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [String] = []
        var next = 0
        for (index, line) in old.enumerated() {
            if removed.contains(index) {
                lines.append("-\(line)")
                continue
            }
            while inserted.contains(next) {
                lines.append("+\(new[next])")
                next += 1
            }
            lines.append(" \(line)")
            next += 1
        }
        return lines + new[next...].map { "+\($0)" }
    }
}

extension UpstreamReport {
    /// Says in the log which tools are not shown as written.
    static func log(_ registry: ToolRegistry, to logger: Logger) {
        for tool in registry.tools {
            let changes = changes(of: tool.definition)
            guard let first = changes.first else { continue }
            // Not news at every start: `toolhost tools` and `toolhost prompt --diff` show it to who wants to know.
            logger.debug(
                "schema rewritten for model servers",
                metadata: [
                    "plugin.name": "\(tool.plugin)", "tool.name": "\(tool.definition.name)",
                    "changes": "\(changes.count)", "first": "\(first)",
                ])
        }
    }
}
