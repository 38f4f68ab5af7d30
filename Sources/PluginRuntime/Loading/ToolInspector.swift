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
    }

    let code: Code
    let reason: String
    var pointer: JSONPointer?
}

/// Copies and checks a `th_tool`, each fault with its name.
struct ToolInspector {
    let limits: PluginLimits

    /// The name to list a tool under that may be faulty.
    func listedName(of tool: UnsafePointer<th_tool>?) -> String {
        guard
            let size = unsafe PluginMemory.copy(tool, as: UInt32.self, size: 4), size >= Self.structBytes,
            let copy = unsafe PluginMemory.copy(tool, as: th_tool.self, size: MemoryLayout<th_tool>.size),
            // Whatever is wrong with the name is reported as the tool's fault.
            let name = unsafe try? PluginMemory.text(copy.name, limit: limits.descriptionBytes), !name.isEmpty
        else { return "?" }
        return name.cleaned(toBytes: ToolName.maximumBytes)
    }

    /// Checks everything that can be checked without knowing the other tools.
    func inspect(_ address: UnsafePointer<th_tool>?) throws(ToolFault) -> CheckedTool {
        let tool = unsafe try copy(address)
        let name = unsafe try name(of: tool)
        let title = unsafe try text(tool.title, "title", limit: limits.titleBytes)
        let description = unsafe try text(tool.description, "description", limit: limits.descriptionBytes)
        guard let description else {
            throw ToolFault(code: .invalidText, reason: "The description is missing.")
        }
        let (concurrency, timeout) = unsafe try (concurrency(tool.concurrency), timeout(tool.timeout_ms))
        let annotations = unsafe try annotations(tool.hints)
        guard let invoke = unsafe tool.invoke else { throw Self.descriptor("The invoke function is null.") }
        guard let input = unsafe try schema(tool.input_schema, "input schema") else {
            throw ToolFault(code: .invalidSchema, reason: "The input schema is missing.")
        }
        let output = unsafe try schema(tool.output_schema, "output schema")
        let outputBytes = unsafe tool.output_bytes
        return unsafe CheckedTool(
            definition: ToolDefinition(
                name: name, title: title, description: description, inputSchema: input.source,
                outputSchema: output?.source, annotations: annotations),
            inputSchema: input, outputSchema: output, timeout: timeout, concurrency: concurrency,
            outputBytes: outputBytes == 0 ? nil : Int(outputBytes),
            body: NativeBody(invoke: invoke, drop: tool.drop, ctx: tool.ctx))
    }

    // MARK: - Parts

    private static let structBytes = unsafe UInt32(MemoryLayout<th_tool>.size)
    /// A th_tool is under 200 bytes; what claims more than this is junk.
    private static let largestStructBytes: UInt32 = 64 << 10
    private static let hintPairs: [(claim: UInt32, contrary: UInt32, name: String)] = [
        (TH_HINT_READ_ONLY, TH_HINT_WRITES, "read-only"),
        (TH_HINT_DESTRUCTIVE, TH_HINT_ADDITIVE, "destructive"),
        (TH_HINT_IDEMPOTENT, TH_HINT_NOT_IDEMPOTENT, "idempotent"),
        (TH_HINT_OPEN_WORLD, TH_HINT_CLOSED_WORLD, "open-world"),
    ]

    private static func descriptor(_ reason: String) -> ToolFault {
        ToolFault(code: .invalidDescriptor, reason: reason)
    }

    private func copy(_ address: UnsafePointer<th_tool>?) throws(ToolFault) -> th_tool {
        guard let size = unsafe PluginMemory.copy(address, as: UInt32.self, size: 4) else {
            throw Self.descriptor("The pointer to the tool is null or leads outside the plugin's memory.")
        }
        guard (Self.structBytes...Self.largestStructBytes).contains(size) else {
            throw Self.descriptor(
                "The struct_size is \(size), which cannot be; sizeof(th_tool) is \(Self.structBytes).")
        }
        guard let tool = unsafe PluginMemory.copy(address, as: th_tool.self, size: Int(size)) else {
            throw Self.descriptor("The tool reaches outside the plugin's memory.")
        }
        let flags = unsafe tool.flags
        guard flags == 0 else {
            throw Self.descriptor(
                "It has the flags 0x\(String(flags, radix: 16)), which this host does not know.")
        }
        guard unsafe tool.reserved.0 == nil, unsafe tool.reserved.1 == nil else {
            throw Self.descriptor("Its reserved fields are not null.")
        }
        return unsafe tool
    }

    private func name(of tool: th_tool) throws(ToolFault) -> String {
        let name: String?
        do {
            name = unsafe try PluginMemory.text(tool.name, limit: limits.descriptionBytes)
        } catch {
            let sentence = error.sentence(limit: limits.descriptionBytes)
            throw ToolFault(code: .invalidName, reason: "The name \(sentence).")
        }
        guard let name else { throw ToolFault(code: .invalidName, reason: "The name is missing.") }
        guard ToolName.isValid(name) else {
            let shown = name.cleaned(toBytes: ToolName.maximumBytes)
            throw ToolFault(
                code: .invalidName,
                reason: "The name \"\(shown)\" does not follow [A-Za-z_][A-Za-z0-9_-]{0,63}.")
        }
        return name
    }

    private func text(_ source: th_str, _ field: String, limit: Int) throws(ToolFault) -> String? {
        do {
            return unsafe try PluginMemory.visibleText(source, limit: limit)
        } catch {
            let code: ToolFault.Code = if case .tooLong = error { .tooLarge } else { .invalidText }
            throw ToolFault(code: code, reason: "The \(field) \(error.sentence(limit: limit)).")
        }
    }

    private func concurrency(_ value: UInt32) throws(ToolFault) -> ToolConcurrency {
        guard let concurrency = ToolConcurrency(rawValue: value) else {
            throw Self.descriptor("The concurrency \(value) is none that this host knows.")
        }
        return concurrency
    }

    private func timeout(_ milliseconds: UInt32) throws(ToolFault) -> Duration? {
        guard milliseconds > 0 else { return nil }
        let timeout = Duration.milliseconds(Int64(milliseconds))
        guard timeout <= limits.timeout else {
            throw Self.descriptor(
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
                throw Self.descriptor("The hints say both that it is \(name) and that it is not.")
            case (true, false): claims.append(true)
            case (false, true): claims.append(false)
            case (false, false): claims.append(nil)
            }
        }
        guard hints & ~known == 0 else {
            throw Self.descriptor(
                "It has the hints 0x\(String(hints & ~known, radix: 16)), which this host does not know.")
        }
        return ToolAnnotations(
            isReadOnly: claims[0], isDestructive: claims[1], isIdempotent: claims[2], isOpenWorld: claims[3])
    }

    private func schema(_ source: th_str, _ field: String) throws(ToolFault) -> Schema? {
        let text: String?
        do {
            text = unsafe try PluginMemory.text(source, limit: limits.schemaBytes)
        } catch {
            let code: ToolFault.Code = if case .tooLong = error { .tooLarge } else { .invalidSchema }
            throw ToolFault(code: code, reason: "The \(field) \(error.sentence(limit: limits.schemaBytes)).")
        }
        guard let text else { return nil }
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
