// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import ToolABI
import TypedCalls

/// Copies a `th_typed` out of a plugin's memory and makes a tool of its function.
struct TypedToolReader {
    let tools: ToolReader

    private static let structBytes = unsafe UInt32(MemoryLayout<th_typed>.size)
    /// A th_typed is under 100 bytes; what claims more than this is junk.
    private static let largestStructBytes: UInt32 = 64 << 10
    /// The longest object of roles, in bytes.
    private static let roleBytes = 64 << 10

    /// Reads `tool.typed`, and puts the schemas that follow from it into the report.
    func read(_ tool: th_tool, into report: inout ToolReport) throws(ToolFault) -> ToolBody {
        let typed = unsafe try copy(tool.typed)
        guard unsafe tool.invoke == nil, unsafe tool.drop == nil else {
            throw .descriptor("A typed tool has its function in `typed`: invoke and drop must be null.")
        }
        guard report.outputSchema == nil else {
            throw .descriptor(
                "The output schema of a typed tool follows from its prototype: leave it absent.")
        }
        let bits = unsafe typed.function.map { unsafe unsafeBitCast($0, to: UInt.self) } ?? 0
        guard let address = unsafe FunctionAddress(codeAt: UnsafeRawPointer(bitPattern: bits)) else {
            throw .descriptor("The typed function is null or no code of a loaded library.")
        }
        let contract = unsafe try contract(typed)
        try describe(contract, in: &report)
        return try TypedToolBuilder(limits: tools.limits, isIsolated: tools.isIsolated).body(contract) {
            () throws(TypedCallError) in
            address
        } companion: { (name) throws(TypedCallError) in
            try address.neighbour(name)
        }
    }

    private func copy(_ address: UnsafePointer<th_typed>?) throws(ToolFault) -> th_typed {
        guard let size = unsafe PluginMemory.copy(address, as: UInt32.self, size: 4) else {
            throw .descriptor("The pointer to the typed function leads outside the plugin's memory.")
        }
        guard (Self.structBytes...Self.largestStructBytes).contains(size) else {
            throw .descriptor(
                "The struct_size of the typed function is \(size), which cannot be; sizeof(th_typed) is "
                    + "\(Self.structBytes).")
        }
        guard let typed = unsafe PluginMemory.copy(address, as: th_typed.self, size: Int(size)) else {
            throw .descriptor("The typed function reaches outside the plugin's memory.")
        }
        let flags = unsafe typed.flags
        guard flags == 0 else {
            throw .descriptor(
                "The typed function has the flags 0x\(String(flags, radix: 16)), which this host does not know."
            )
        }
        return unsafe typed
    }

    private func contract(_ typed: th_typed) throws(ToolFault) -> FunctionContract {
        let text = unsafe try tools.text(typed.prototype, "prototype", limit: Self.roleBytes)
        let roles = unsafe try tools.text(typed.roles, "roles", limit: Self.roleBytes)
        guard let text else { throw ToolFault(code: .invalidPrototype, reason: "The prototype is missing.") }
        do throws(TypedCallError) {
            return try FunctionContract(CPrototype(parsing: text), roles: try Self.object(roles))
        } catch {
            throw ToolFault(error)
        }
    }

    private static func object(_ text: String?) throws(TypedCallError) -> JSONObject {
        guard let text else { return [:] }
        do {
            let value = try JSONValue(
                parsing: text, limits: JSONLimits(bytes: roleBytes, depth: 32), duplicateKeys: .refused)
            guard let object = value.object else {
                throw TypedCallError.role(JSONPointer(), reason: "The roles are no JSON object")
            }
            return object
        } catch let error as JSONError {
            throw .role(JSONPointer(), reason: "The roles: \(error.message.droppingFullStop)")
        } catch let error as TypedCallError {
            throw error
        } catch {
            throw .role(JSONPointer(), reason: "The roles cannot be read")
        }
    }

    /// The schema is the author's where there is one, and then only as narrow or narrower.
    private func describe(_ contract: FunctionContract, in report: inout ToolReport) throws(ToolFault) {
        var input = contract.inputSchema
        if let author = report.inputSchema, !author.isEmpty {
            let schema = try SchemaInspector.schema(author, "input schema")
            do throws(TypedCallError) {
                input = try SchemaNarrowing.join(input, with: schema.source)
            } catch {
                throw ToolFault(error)
            }
        }
        report.inputSchema = JSONValue.object(input).jsonText()
        report.outputSchema = JSONValue.object(contract.outputSchema).jsonText()
    }
}
