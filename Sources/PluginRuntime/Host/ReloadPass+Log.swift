// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Logging
import ToolModel

extension ReloadPass {
    /// Says once that a change of a file is of no use now.
    func tellOfFixed(_ plugin: LoadedPlugin) {
        guard host.isNews("fixed \(plugin.number)") else { return }
        host.logger.warning(
            "plugin file changed, the loaded version stays until the host starts again",
            metadata: ["plugin.path": "\(plugin.file.path)", "plugin.name": "\(plugin.name)"])
    }

    /// Says what changed, once it has.
    func logChanges() {
        for change in changes {
            switch change {
            case .added(let plugin):
                let level: Logger.Level = isFirst ? .debug : .notice
                host.logger.log(
                    level: level, isFirst ? "plugin loaded" : "plugin added", metadata: metadata(plugin))
                logQuarantined(plugin)
            case .replaced(let old, by: let new):
                var metadata = metadata(new)
                metadata["plugin.version_before"] = "\(old.identity.version)"
                metadata["plugin.hash_before"] = "\(old.file.contentHash.map(\.description) ?? "")"
                host.logger.notice("plugin replaced", metadata: metadata)
                logQuarantined(new)
            case .removed(let plugin):
                host.logger.notice("plugin removed", metadata: metadata(plugin))
            }
        }
    }

    private func metadata(_ plugin: LoadedPlugin) -> Logger.Metadata {
        let names = plugin.tools.prefix(Self.namesInLog).map(\.definition.name).joined(separator: ", ")
        return [
            "plugin.path": "\(plugin.file.path)", "plugin.name": "\(plugin.name)",
            "plugin.version": "\(plugin.identity.version)",
            "plugin.hash": "\(plugin.file.contentHash.map(\.description) ?? "")",
            "plugin.tools": "\(plugin.tools.count)", "tool.names": "\(names)",
        ]
    }

    /// How many tools a record names.
    private static let namesInLog = 20

    private func logQuarantined(_ plugin: LoadedPlugin) {
        for tool in plugin.quarantined {
            var metadata: Logger.Metadata = [
                "plugin.name": "\(tool.plugin)", "tool.name": "\(tool.name)", "code": "\(tool.code)",
                "reason": "\(tool.reason)",
            ]
            if let pointer = tool.pointer { metadata["pointer"] = "\(pointer)" }
            host.logger.warning("tool quarantined", metadata: metadata)
        }
    }
}
