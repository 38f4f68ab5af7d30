// SPDX-License-Identifier: Apache-2.0

import ToolABI

/// What a plugin's entry function returned, checked and copied.
@safe struct PluginDescriptor {
    let identity: PluginIdentity
    /// The C functions; `initialize` is never nil in a checked descriptor.
    let initialize: Initialize
    let shutdown: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?

    typealias Initialize =
        @convention(c) (
            UnsafePointer<th_host>?, UnsafeMutablePointer<th_registrar>?,
            UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        ) -> th_status

    /// The part whose layout no version may change: size, flags, magic and versions.
    private static let prefixBytes = 24
    /// A descriptor is a few hundred bytes; what claims more is junk.
    private static let largestBytes: UInt32 = 64 << 10

    /// Reads and checks what the entry function returned.
    ///
    /// - Throws: `PluginError.invalidDescriptor`, or `.abiMismatch`, which wins over all faults but junk.
    init(at address: UnsafeRawPointer?, path: String) throws(PluginError) {
        func invalid(_ reason: String) -> PluginError { .invalidDescriptor(path: path, reason: reason) }

        guard let address = unsafe address else { throw invalid("the entry function returned null") }
        guard let prefix = unsafe PluginMemory.copy(address, as: th_plugin.self, size: Self.prefixBytes)
        else {
            throw invalid("the entry function returned a pointer outside the plugin's memory")
        }
        guard unsafe prefix.magic == TH_MAGIC else {
            throw invalid("it does not have the magic number TH_MAGIC")
        }
        let (built, minimum) = unsafe (prefix.abi_built, prefix.abi_min)
        guard PluginABI.accepts(built: built, minimum: minimum) else {
            throw .abiMismatch(
                path: path, built: PluginABI.text(built), minimum: PluginABI.text(minimum),
                host: PluginABI.text(PluginABI.host))
        }
        let size = unsafe prefix.struct_size
        let expected = unsafe UInt32(MemoryLayout<th_plugin>.size)
        guard (expected...Self.largestBytes).contains(size) else {
            throw invalid("its struct_size is \(size), which cannot be; sizeof(th_plugin) is \(expected)")
        }
        let flags = unsafe prefix.flags
        guard flags == 0 else {
            throw invalid("it has the flags 0x\(String(flags, radix: 16)), which this host does not know")
        }
        guard let whole = unsafe PluginMemory.copy(address, as: th_plugin.self, size: Int(size)) else {
            throw invalid("it reaches outside the plugin's memory")
        }
        guard let initialize = unsafe whole.`init` else { throw invalid("its init function is null") }
        unsafe self.initialize = initialize
        unsafe shutdown = whole.shutdown
        identity = PluginIdentity(
            id: unsafe try Self.text(whole.id, "id", path),
            name: unsafe try Self.text(whole.name, "name", path),
            version: unsafe try Self.text(whole.version, "version", path),
            license: unsafe whole.license.length == 0 ? nil : try Self.text(whole.license, "license", path),
            builtFor: built)
        if let fault = identity.fault { throw invalid(fault) }
    }

    private static func text(
        _ source: th_str, _ field: String, _ path: String
    ) throws(PluginError) -> String {
        let limit = PluginIdentity.textBytes
        do {
            if let text = unsafe try PluginMemory.text(source, limit: limit) { return text }
        } catch {
            throw .invalidDescriptor(path: path, reason: "its \(field) \(error.sentence(limit: limit))")
        }
        throw .invalidDescriptor(path: path, reason: "it has no \(field)")
    }
}
