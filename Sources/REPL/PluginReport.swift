// SPDX-License-Identifier: Apache-2.0

package import PluginRuntime
import ToolModel

/// What is known of a plugin, for a person to read.
package enum PluginReport {
    /// A plugin that was found: a line with where it is, and its tools or why it is not used.
    package static func text(of plugin: PluginDescription) -> String {
        let version = plugin.version.map { " \($0)" } ?? ""
        guard let refusal = plugin.refusal else {
            let tools = plugin.tools.isEmpty ? "no tools" : plugin.tools.joined(separator: ", ")
            return "\(plugin.name)\(version)  [\(plugin.isolation.rawValue)]  \(plugin.path)\n    \(tools)\n"
        }
        return "\(plugin.name)\(version)  [\(refusal.code)]  \(plugin.path)\n    \(refusal.message)\n"
            + (refusal.hint.map { "    \($0)\n" } ?? "")
    }

    /// A line for each host that leaves a plugin alone for a while.
    package static func text(of quarantines: [RecordedQuarantine]) -> String {
        quarantines.map { record in
            "    \(record.error.code) in the host with the process id \(record.host): \(record.error.message)\n"
        }.joined()
    }

    /// Everything about one plugin.
    package static func text(of seen: PluginExamination) -> String {
        let about = heading(of: seen) + inspection(of: seen.inspection) + refusal(of: seen)
        // Nobody is asked about a plugin that asks for nothing and cannot be used.
        if seen.refusal != nil, seen.approval == .notNeeded { return about }
        return about + standing(of: seen) + permissions(of: seen) + confinement(of: seen) + tools(of: seen)
    }

    /// What a person is to decide on.
    package static func question(of seen: PluginExamination) -> String {
        heading(of: seen) + standing(of: seen) + permissions(of: seen) + tools(of: seen)
    }

    /// Where a plugin stands, as a sentence.
    package static func sentence(on seen: PluginExamination) -> String {
        switch seen.approval {
        case .notNeeded: "It asks for nothing that plugins may not do anyway: no approval is needed."
        case .bundled: "It came with the host, and has what it needs."
        case .inProcess: "The settings let it run inside the host, where it may do whatever the host may."
        case .approved(let approval): "It was approved on \(approval.date.prefix(10))."
        case .needed(let need, let last):
            "It waits for approval: \(need.reason)."
                + (last.map { " Version \($0.version) was approved on \($0.date.prefix(10))." } ?? "")
        }
    }

    // MARK: - Parts

    private static func heading(of seen: PluginExamination) -> String {
        let about = [seen.id, seen.license, seen.abi.map { "ABI \($0)" }].compactMap(\.self)
        let details = about.isEmpty ? "" : "  [\(about.joined(separator: ", "))]"
        return "\(seen.name)\(seen.version.map { " \($0)" } ?? "")\(details)\n"
            + "    file: \(seen.path)\n    sha256: \(seen.hash)\n"
    }

    private static func inspection(of inspection: PluginInspection) -> String {
        var text = ""
        if !inspection.libraries.isEmpty {
            text += "    libraries:\n"
            for library in inspection.libraries {
                let place = library.path ?? (library.isPreloaded ? "the host has it" : "not found")
                text += "        \(library.name): \(place)\n"
            }
        }
        if !inspection.runPath.isEmpty {
            text += "    run path: \(inspection.runPath.joined(separator: ":"))\n"
        }
        if inspection.otherExportCount > 0 {
            let rest = inspection.otherExportCount - inspection.otherExports.count
            text += "    exports besides its entry: \(inspection.otherExports.joined(separator: ", "))"
            text += rest > 0 ? " and \(rest) more\n" : "\n"
        }
        for finding in inspection.findings where !finding.code.isRefusal {
            text += "    warning \(finding.code.rawValue): \(finding.reason)\n        \(finding.advice)\n"
        }
        return text
    }

    private static func refusal(of seen: PluginExamination) -> String {
        guard let refusal = seen.refusal else { return "" }
        return "    refused \(refusal.code): \(refusal.message)\n"
            + (refusal.hint.map { "        \($0)\n" } ?? "")
    }

    private static func standing(of seen: PluginExamination) -> String {
        let damage = seen.recordDamage.map { "    The record of approvals does not count: \($0).\n" } ?? ""
        return "    \(sentence(on: seen))\n" + damage
    }

    private static func permissions(of seen: PluginExamination) -> String {
        guard seen.approval != .inProcess else { return "" }
        return "    permissions:\n"
            + seen.changes.permissions.map { "      \($0.mark.rawValue) \($0.text)\n" }.joined()
            + seen.cautions.map { "      ! \($0)\n" }.joined()
    }

    /// What the kernel does about it.
    private static func confinement(of seen: PluginExamination) -> String {
        guard let confinement = seen.confinement else { return "" }
        var text = ""
        if !confinement.enforced.isEmpty {
            text += "    enforced:\n"
            for subject in ConfinementReport.Subject.allCases {
                guard let means = confinement.enforced[subject] else { continue }
                text += "        \(subject.rawValue): \(means)\n"
            }
        }
        return text + confinement.shortfalls.map { "    not enforced: \($0)\n" }.joined()
    }

    private static func tools(of seen: PluginExamination) -> String {
        var text = seen.changes.tools.isEmpty ? "" : "    tools:\n"
        for tool in seen.changes.tools {
            text += "      \(tool.mark.rawValue) \(tool.name)\n"
            text += tool.details.map { "          \($0.mark.rawValue) \($0.text)\n" }.joined()
        }
        for tool in seen.quarantined {
            text += "      refused: \(tool.name) \(tool.code): \(tool.reason)\n"
        }
        return text
    }
}
