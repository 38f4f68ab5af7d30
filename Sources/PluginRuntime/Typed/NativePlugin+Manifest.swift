// SPDX-License-Identifier: Apache-2.0

import TypedCalls

extension NativePlugin {
    /// The functions of a library as a manifest describes them.
    ///
    /// Nothing of the library runs but its constructors, and what its functions' own code asks the linker to run.
    init(_ manifest: PluginManifest, library: CLibrary, registration: Registration) {
        let builder = TypedToolBuilder(limits: registration.limits, isIsolated: registration.isIsolated)
        var tools: [NativeTool] = []
        var faults = manifest.faults
        for function in manifest.functions {
            do throws(ToolFault) {
                tools.append(try builder.tool(function, of: library))
            } catch {
                faults.append(
                    RegistrationFault(name: ToolInspector.listed(function.report.name), fault: error))
            }
        }
        self.init(tools: tools, faults: faults)
    }
}

/// Makes tools of C functions whose types are known.
struct TypedToolBuilder {
    let limits: PluginLimits
    /// Whether this process runs one plugin and nothing else.
    let isIsolated: Bool

    /// A function of a manifest's library.
    func tool(_ function: ManifestFunction, of library: CLibrary) throws(ToolFault) -> NativeTool {
        let name = function.contract.prototype.name
        let body = try body(function.contract) { () throws(TypedCallError) in
            try library.function(name)
        } companion: { (name) throws(TypedCallError) in
            try library.functionAnywhere(name)
        }
        return NativeTool(
            report: function.report, tool: try ToolInspector(limits: limits).inspect(function.report),
            body: body)
    }

    /// Prepares the calls of one function.
    func body(
        _ contract: FunctionContract, address: () throws(TypedCallError) -> FunctionAddress,
        companion: (String) throws(TypedCallError) -> FunctionAddress
    ) throws(ToolFault) -> ToolBody {
        guard isIsolated || !contract.usesPointers else {
            throw ToolFault(
                code: .needsWorker,
                reason:
                    "\(contract.prototype.name) is given pointers, so it runs only in a process of its own.")
        }
        do throws(TypedCallError) {
            return .function(
                try TypedFunction(
                    contract, at: address(), limits: TypedCallLimits(blockBytes: limits.resultBytes),
                    companion: companion))
        } catch {
            throw ToolFault(error)
        }
    }
}
