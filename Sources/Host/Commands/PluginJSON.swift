// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import HTTPAPI
import JSON
import PluginRuntime
import ToolModel

/// Plugins as `toolhost plugin` prints them with `--json`.
enum PluginJSON {
    static func members(of plugin: PluginDescription) -> JSONObject {
        var members: JSONObject = ["name": .string(plugin.name)]
        members["id"] = plugin.id.map(JSONValue.string)
        members["version"] = plugin.version.map(JSONValue.string)
        members["license"] = plugin.license.map(JSONValue.string)
        members["abi"] = plugin.abi.map(JSONValue.string)
        members["path"] = .string(plugin.path)
        members["isolation"] = .string(plugin.isolation.rawValue)
        members["tools"] = texts(plugin.tools)
        members["refusal"] = plugin.refusal.map(refusal)
        return members
    }

    static func members(of seen: PluginExamination) -> JSONObject {
        var members: JSONObject = ["name": .string(seen.name)]
        members["id"] = seen.id.map(JSONValue.string)
        members["version"] = seen.version.map(JSONValue.string)
        members["license"] = seen.license.map(JSONValue.string)
        members["abi"] = seen.abi.map(JSONValue.string)
        members["path"] = .string(seen.path)
        members["sha256"] = .string(seen.hash)
        members["isolation"] = .string(seen.isolation.rawValue)
        members["inspection"] = inspection(seen.inspection)
        members["permissions"] = [
            "asked": .object(seen.asked.sidecarJSON),
            "granted": seen.granted.map { .object($0.sidecarJSON) } ?? .null,
            "cautions": texts(seen.cautions),
        ]
        members["confinement"] = seen.confinement.map { .object($0.json) }
        members["approval"] = approval(seen)
        members["tools"] = .array(seen.tools.map(tool))
        members["quarantined"] = .array(seen.quarantined.map(quarantined))
        members["refusal"] = seen.refusal.map(refusal)
        return members
    }

    /// Hosts that leave the plugin alone for a while.
    static func quarantines(_ records: [RecordedQuarantine]) -> JSONValue {
        .array(
            records.map { record in
                [
                    "host": JSONValue(Int(record.host)), "code": .string(record.error.code),
                    "reason": .string(record.error.message), "until": .string(record.until),
                ]
            })
    }

    private static func refusal(_ error: PluginError) -> JSONValue {
        var members: JSONObject = ["code": .string(error.code), "message": .string(error.message)]
        members["hint"] = error.hint.map(JSONValue.string)
        return .object(members)
    }

    private static func inspection(_ inspection: PluginInspection) -> JSONValue {
        [
            "libraries": .array(
                inspection.libraries.map { library in
                    [
                        "name": .string(library.name), "path": library.path.map(JSONValue.string) ?? .null,
                        "preloaded": .bool(library.isPreloaded),
                    ]
                }),
            "runPath": texts(inspection.runPath), "exports": texts(inspection.otherExports),
            "exportCount": JSONValue(inspection.otherExportCount),
            "findings": .array(
                inspection.findings.map { finding in
                    [
                        "code": .string(finding.code.rawValue),
                        "severity": finding.code.isRefusal ? "refusal" : "warning",
                        "reason": .string(finding.reason), "advice": .string(finding.advice),
                    ]
                }),
        ]
    }

    private static func approval(_ seen: PluginExamination) -> JSONValue {
        var members: JSONObject = [:]
        switch seen.approval {
        case .notNeeded: members["state"] = "not_needed"
        case .bundled: members["state"] = "bundled"
        case .inProcess: members["state"] = "in_process"
        case .approved(let approval):
            members["state"] = "approved"
            members["date"] = .string(approval.date)
        case .needed(let need, let last):
            members["state"] = "needed"
            members["reason"] = .string(need.reason)
            if let last { members["last"] = ["version": .string(last.version), "date": .string(last.date)] }
        }
        members["changes"] = [
            "permissions": .array(seen.changes.permissions.filter { $0.mark != .same }.map(line)),
            "tools": .array(
                seen.changes.tools.filter { $0.mark != .same }.map { tool in
                    [
                        "mark": .string(tool.mark.rawValue), "name": .string(tool.name),
                        "lines": .array(tool.details.map(line)),
                    ]
                }),
        ]
        return .object(members)
    }

    private static func line(_ line: ApprovalChanges.Line) -> JSONValue {
        ["mark": .string(line.mark.rawValue), "text": .string(line.text)]
    }

    private static func tool(_ tool: ToolDefinition) -> JSONValue {
        var members: JSONObject = [
            "name": .string(tool.name), "description": .string(tool.description), "schema": tool.inputSchema,
        ]
        members["title"] = tool.title.map(JSONValue.string)
        members["outputSchema"] = tool.outputSchema
        return .object(members)
    }

    private static func quarantined(_ tool: QuarantinedTool) -> JSONValue {
        var members: JSONObject = [
            "name": .string(tool.name), "code": .string(tool.code), "reason": .string(tool.reason),
        ]
        members["pointer"] = tool.pointer.map { .string($0.description) }
        members["until"] = tool.until.map(JSONValue.string)
        return .object(members)
    }

    private static func texts(_ list: [String]) -> JSONValue { .array(list.map(JSONValue.string)) }
}
