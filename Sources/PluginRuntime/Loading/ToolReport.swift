// SPDX-License-Identifier: Apache-2.0

import JSON
import ToolABI

/// What a plugin says of one tool, copied and not judged yet.
struct ToolReport: Sendable, Hashable {
    var name: String
    var title: String?
    var description: String?
    /// The text of the schema.
    var inputSchema: String?
    var outputSchema: String?
    /// The bits of `th_tool.hints`.
    var hints: UInt32
    /// Zero for the host's setting.
    var timeoutMilliseconds: UInt32
    /// A value of `ToolConcurrency`, if it is one.
    var concurrency: UInt32
    /// Zero for the host's limit.
    var outputBytes: UInt32
}

/// Copies a `th_tool` out of a plugin's memory.
struct ToolReader {
    let limits: PluginLimits
    /// Whether this process runs one plugin and nothing else.
    var isIsolated = false

    private static let structBytes = unsafe UInt32(MemoryLayout<th_tool>.size)
    /// A th_tool is under 200 bytes; what claims more than this is junk.
    private static let largestStructBytes: UInt32 = 64 << 10

    /// The name to list a tool under that may be faulty.
    func listedName(of tool: UnsafePointer<th_tool>?) -> String {
        guard
            let size = unsafe PluginMemory.copy(tool, as: UInt32.self, size: 4), size >= Self.structBytes,
            let copy = unsafe PluginMemory.copy(tool, as: th_tool.self, size: MemoryLayout<th_tool>.size),
            // Whatever is wrong with the name is reported as the tool's fault.
            let name = unsafe try? PluginMemory.text(copy.name, limit: limits.descriptionBytes), !name.isEmpty
        else { return "?" }
        return ToolInspector.listed(name)
    }

    /// Reads all of it.
    func read(_ address: UnsafePointer<th_tool>?) throws(ToolFault) -> (ToolReport, ToolBody) {
        let tool = unsafe try copy(address)
        let name = unsafe try text(
            tool.name, "name", limit: limits.descriptionBytes, unreadable: .invalidName, long: .invalidName)
        let title = unsafe try text(tool.title, "title", limit: limits.titleBytes)
        let description = unsafe try text(tool.description, "description", limit: limits.descriptionBytes)
        var report = unsafe ToolReport(
            name: name ?? "", title: title, description: description,
            inputSchema: try schema(tool.input_schema, "input schema"),
            outputSchema: try schema(tool.output_schema, "output schema"),
            hints: tool.hints, timeoutMilliseconds: tool.timeout_ms, concurrency: tool.concurrency,
            outputBytes: tool.output_bytes)
        if unsafe tool.typed != nil {
            let body = unsafe try TypedToolReader(tools: self).read(tool, into: &report)
            return (report, body)
        }
        guard let invoke = unsafe tool.invoke else { throw .descriptor("The invoke function is null.") }
        return unsafe (report, .invoke(NativeBody(invoke: invoke, drop: tool.drop, ctx: tool.ctx)))
    }

    private func copy(_ address: UnsafePointer<th_tool>?) throws(ToolFault) -> th_tool {
        guard let size = unsafe PluginMemory.copy(address, as: UInt32.self, size: 4) else {
            throw .descriptor("The pointer to the tool is null or leads outside the plugin's memory.")
        }
        guard (Self.structBytes...Self.largestStructBytes).contains(size) else {
            throw .descriptor(
                "The struct_size is \(size), which cannot be; sizeof(th_tool) is \(Self.structBytes).")
        }
        guard let tool = unsafe PluginMemory.copy(address, as: th_tool.self, size: Int(size)) else {
            throw .descriptor("The tool reaches outside the plugin's memory.")
        }
        let flags = unsafe tool.flags
        guard flags == 0 else {
            throw .descriptor(
                "It has the flags 0x\(String(flags, radix: 16)), which this host does not know.")
        }
        guard unsafe tool.reserved == nil else {
            throw .descriptor("Its reserved field is not null.")
        }
        return unsafe tool
    }

    private func schema(_ source: th_str, _ field: String) throws(ToolFault) -> String? {
        unsafe try text(source, field, limit: limits.schemaBytes, unreadable: .invalidSchema)
    }

    func text(
        _ source: th_str, _ field: String, limit: Int, unreadable: ToolFault.Code = .invalidText,
        long: ToolFault.Code = .tooLarge
    ) throws(ToolFault) -> String? {
        do {
            return unsafe try PluginMemory.text(source, limit: limit)
        } catch {
            let code = if case .tooLong = error { long } else { unreadable }
            throw ToolFault(code: code, reason: "The \(field) \(error.sentence(limit: limit)).")
        }
    }
}
