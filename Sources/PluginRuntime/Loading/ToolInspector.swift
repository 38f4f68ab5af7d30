// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import JSONSchema
import ToolABI
import ToolModel

/// Why a tool is not taken, before it is known whose it is.
struct ToolFault: Error, Hashable {
    /// What kind of fault, in snake_case as users see it.
    enum Code: String {
        case invalidDescriptor = "invalid_descriptor"
        case invalidName = "invalid_name"
        case invalidText = "invalid_text"
        case invalidSchema = "invalid_schema"
        case duplicateName = "duplicate_name"
        case tooLarge = "too_large"
        case tooManyTools = "too_many_tools"
        case invalidManifest = "invalid_manifest"
        case invalidExample = "invalid_example"
        case invalidPrototype = "invalid_prototype"
        case invalidDeclaration = "invalid_declaration"
        case invalidRole = "invalid_role"
        case schemaNotNarrower = "schema_not_narrower"
        case signatureUnsupported = "signature_unsupported"
        case symbolMissing = "symbol_missing"
        case needsWorker = "needs_worker"
    }

    let code: Code
    let reason: String
    var pointer: JSONPointer?
}

extension ToolFault {
    /// A fault of the descriptor itself.
    static func descriptor(_ reason: String) -> ToolFault {
        ToolFault(code: .invalidDescriptor, reason: reason)
    }

    /// A second tool of the same name.
    static func duplicateName(_ name: String) -> ToolFault {
        ToolFault(code: .duplicateName, reason: "The plugin registers \"\(name)\" more than once.")
    }
}

/// Checks what a plugin says of a tool, each fault with its name.
///
/// A report may come from the memory of a plugin or from a process that runs one: nothing of it is believed.
struct ToolInspector {
    let limits: PluginLimits

    /// A name as it is shown in lists, whatever the plugin put there.
    static func listed(_ name: String) -> String {
        name.cleaned(toBytes: ToolName.maximumBytes)
    }

    /// Checks everything that can be checked without knowing the other tools.
    func inspect(_ report: ToolReport) throws(ToolFault) -> CheckedTool {
        try checkName(report.name)
        try checkText(report.title, "title", limit: limits.titleBytes)
        try checkText(report.description, "description", limit: limits.descriptionBytes)
        guard let description = report.description, !description.isEmpty else {
            throw ToolFault(code: .invalidText, reason: "The description is missing.")
        }
        let (concurrency, timeout) = (try concurrency(report), try timeout(report))
        let annotations = try annotations(report.hints)
        guard let input = try schema(report.inputSchema, "input schema") else {
            throw ToolFault(code: .invalidSchema, reason: "The input schema is missing.")
        }
        let output = try schema(report.outputSchema, "output schema")
        return CheckedTool(
            definition: ToolDefinition(
                name: report.name, title: report.title, description: description, inputSchema: input.source,
                outputSchema: output?.source, annotations: annotations),
            inputSchema: input, outputSchema: output, timeout: timeout, concurrency: concurrency,
            outputBytes: report.outputBytes == 0 ? nil : Int(clamping: report.outputBytes))
    }

    // MARK: - Parts

    private static let hintPairs: [(claim: UInt32, contrary: UInt32, name: String)] = [
        (TH_HINT_READ_ONLY, TH_HINT_WRITES, "read-only"),
        (TH_HINT_DESTRUCTIVE, TH_HINT_ADDITIVE, "destructive"),
        (TH_HINT_IDEMPOTENT, TH_HINT_NOT_IDEMPOTENT, "idempotent"),
        (TH_HINT_OPEN_WORLD, TH_HINT_CLOSED_WORLD, "open-world"),
    ]

    private func checkName(_ name: String) throws(ToolFault) {
        guard !name.isEmpty else { throw ToolFault(code: .invalidName, reason: "The name is missing.") }
        guard ToolName.isValid(name) else {
            throw ToolFault(
                code: .invalidName,
                reason: "The name \"\(Self.listed(name))\" does not follow [A-Za-z_][A-Za-z0-9_-]{0,63}.")
        }
    }

    private func checkText(_ text: String?, _ field: String, limit: Int) throws(ToolFault) {
        guard let text else { return }
        let fault: PluginMemory.TextFault
        if text.utf8.count > limit {
            fault = .tooLong(text.utf8.count)
        } else if let (scalar, offset) = TextRules.firstHidden(in: text) {
            fault = .hidden(scalar, offset: offset)
        } else {
            return
        }
        let code: ToolFault.Code = if case .tooLong = fault { .tooLarge } else { .invalidText }
        throw ToolFault(code: code, reason: "The \(field) \(fault.sentence(limit: limit)).")
    }

    private func concurrency(_ report: ToolReport) throws(ToolFault) -> ToolConcurrency {
        guard let concurrency = ToolConcurrency(rawValue: report.concurrency) else {
            throw .descriptor("The concurrency \(report.concurrency) is none that this host knows.")
        }
        return concurrency
    }

    private func timeout(_ report: ToolReport) throws(ToolFault) -> Duration? {
        guard report.timeoutMilliseconds > 0 else { return nil }
        let timeout = Duration.milliseconds(Int64(report.timeoutMilliseconds))
        guard timeout <= limits.timeout else {
            throw .descriptor(
                "The timeout of \(timeout.formattedForPeople) is over the limit of "
                    + "\(limits.timeout.formattedForPeople).")
        }
        return timeout
    }

    private func annotations(_ hints: UInt32) throws(ToolFault) -> ToolAnnotations {
        var known: UInt32 = 0
        var claims: [Bool?] = []
        for (claim, contrary, name) in Self.hintPairs {
            known |= claim | contrary
            switch (hints & claim != 0, hints & contrary != 0) {
            case (true, true):
                throw .descriptor("The hints say both that it is \(name) and that it is not.")
            case (true, false): claims.append(true)
            case (false, true): claims.append(false)
            case (false, false): claims.append(nil)
            }
        }
        guard hints & ~known == 0 else {
            throw .descriptor(
                "It has the hints 0x\(String(hints & ~known, radix: 16)), which this host does not know.")
        }
        return ToolAnnotations(
            isReadOnly: claims[0], isDestructive: claims[1], isIdempotent: claims[2], isOpenWorld: claims[3])
    }

    private func schema(_ text: String?, _ field: String) throws(ToolFault) -> Schema? {
        guard let text, !text.isEmpty else { return nil }
        guard text.utf8.count <= limits.schemaBytes else {
            let fault = PluginMemory.TextFault.tooLong(text.utf8.count)
            throw ToolFault(
                code: .tooLarge, reason: "The \(field) \(fault.sentence(limit: limits.schemaBytes)).")
        }
        return try SchemaInspector.schema(text, field)
    }
}

/// Turns the text of a schema into a compiled one that describes an object.
enum SchemaInspector {
    static func schema(_ text: String, _ field: String) throws(ToolFault) -> Schema {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: text, duplicateKeys: .refused)
        } catch {
            throw ToolFault(code: .invalidSchema, reason: "The \(field): \(error.message)")
        }
        guard let members = value.object else {
            throw ToolFault(
                code: .invalidSchema, reason: "The \(field) is no JSON object.", pointer: JSONPointer())
        }
        guard members["type"]?.string == "object" else {
            throw ToolFault(
                code: .invalidSchema, reason: "The \(field) must have \"type\": \"object\" at its root.",
                pointer: JSONPointer().appending("type"))
        }
        do {
            return try Schema(compiling: value)
        } catch {
            throw ToolFault(
                code: .invalidSchema, reason: "The \(field): \(error.description)", pointer: error.pointer)
        }
    }
}
