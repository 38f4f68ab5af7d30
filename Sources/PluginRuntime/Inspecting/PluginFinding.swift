// SPDX-License-Identifier: Apache-2.0

/// Something that a look at a plugin's file found, without running any of it.
public struct PluginFinding: Error, Sendable, Hashable {
    /// What was found; the raw values are stable names.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case empty = "elf_empty"
        case noELF = "elf_no_elf"
        case truncated = "elf_truncated"
        case damaged = "elf_damaged"
        case wrongClass = "elf_wrong_class"
        case wrongMachine = "elf_wrong_machine"
        case noLibrary = "elf_no_library"
        case notOpenable = "elf_not_openable"
        case tooLarge = "elf_too_large"
        case noEntry = "elf_no_entry"
        case executableStack = "elf_executable_stack"
        case missingLibrary = "elf_missing_library"
        case otherExports = "elf_other_exports"
        case runPath = "elf_run_path"
        case oldRunPath = "elf_old_run_path"
        case textRelocations = "elf_text_relocations"
        case writableCode = "elf_writable_code"
        case staticThreadStorage = "elf_static_thread_storage"

        /// Whether a plugin with this is not loaded; the others are worth mending only.
        public var isRefusal: Bool {
            switch self {
            case .empty, .noELF, .truncated, .damaged, .wrongClass, .wrongMachine, .noLibrary, .notOpenable,
                .tooLarge, .noEntry, .executableStack, .missingLibrary:
                true
            case .otherExports, .runPath, .oldRunPath, .textRelocations, .writableCode, .staticThreadStorage:
                false
            }
        }
    }

    /// What was found.
    public let code: Code
    /// The end of a sentence about the file, such as `it is truncated`.
    public let reason: String
    /// What its author must do, as a sentence.
    public let advice: String

    init(_ code: Code, _ reason: String, advice: String) {
        self.code = code
        self.reason = reason
        self.advice = advice
    }
}

extension PluginFinding {
    static func damaged(_ reason: String) -> PluginFinding {
        PluginFinding(.damaged, reason, advice: "Build the plugin again; strip and patch tools can do this.")
    }

    static let truncated = PluginFinding(
        .truncated, "it is truncated", advice: "Copy the file again, under another name first.")

    /// Something there is more of than any library needs.
    static func tooLarge(_ what: String, _ count: UInt64, limit: Int) -> PluginFinding {
        PluginFinding(
            .tooLarge, "it has \(count) \(what), over the limit of \(limit)",
            advice: "Export the entry only: -fvisibility=hidden, or a linker version script.")
    }
}
