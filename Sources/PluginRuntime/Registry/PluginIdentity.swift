// SPDX-License-Identifier: Apache-2.0

import ToolModel

/// Who a plugin is, checked and copied.
struct PluginIdentity: Sendable, Hashable {
    let id: String
    let name: String
    let version: String
    let license: String?
    /// The version of the ABI it was built for.
    let builtFor: UInt32

    /// The longest id, version or licence, in bytes: they stand in lists and paths.
    static let textBytes = 128

    /// What is wrong with it, as the end of a sentence; nil when nothing is.
    ///
    /// The texts may come from a process that runs the plugin, so all of them are looked at.
    var fault: String? {
        for (field, text) in [("id", id), ("name", name), ("version", version), ("license", license ?? "-")] {
            if text.isEmpty { return "it has no \(field)" }
            if text.utf8.count > Self.textBytes {
                let fault = PluginMemory.TextFault.tooLong(text.utf8.count)
                return "its \(field) \(fault.sentence(limit: Self.textBytes))"
            }
            if let (scalar, offset) = TextRules.firstHidden(in: text) {
                let fault = PluginMemory.TextFault.hidden(scalar, offset: offset)
                return "its \(field) \(fault.sentence(limit: Self.textBytes))"
            }
        }
        if !Self.isReverseDNS(id) {
            return "its id \"\(id)\" is not in reverse DNS form, like org.example.greet"
        }
        if !ToolName.isValid(name) {
            return "its name \"\(name)\" does not follow [A-Za-z_][A-Za-z0-9_-]{0,63}"
        }
        return nil
    }

    /// At least two labels of `a-z`, digits and inner hyphens, joined by dots.
    private static func isReverseDNS(_ id: String) -> Bool {
        let labels = id.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                guard let first = label.first, let last = label.last else { return false }
                let hyphen = UInt8(ascii: "-")
                return first != hyphen && last != hyphen
                    && label.allSatisfy { byte in
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == hyphen
                    }
            }
    }
}
