// SPDX-License-Identifier: Apache-2.0

public import ToolABI

// The descriptor and the texts it points to are written once, in `init`, and never freed or changed after;
// reading them from any thread is safe.
/// The descriptor through which a host finds a plugin written with ToolKit.
///
/// The entry file of a plugin is this and nothing more:
///
/// ```swift
/// import Greeting
/// public import ToolABI
/// import ToolKit
///
/// private let entry = unsafe PluginEntry(Greeting.plugin) { host, registrar, instance in
///     unsafe PluginEntry.start(Greeting.plugin, host, registrar, instance)
/// }
///
/// @c @implementation
/// public func th_plugin_entry_v1() -> UnsafePointer<th_plugin>? {
///     unsafe entry.descriptor
/// }
/// ```
///
/// The closure stands there, and not in here, because a C function carries no context.
@safe public struct PluginEntry: @unchecked Sendable {
    /// The C signature of `th_plugin.init`.
    public typealias Start =
        @convention(c) (
            UnsafePointer<th_host>?, UnsafeMutablePointer<th_registrar>?,
            UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        ) -> th_status

    /// What the entry function returns; valid until the process ends.
    public let descriptor: UnsafePointer<th_plugin>

    /// Makes the descriptor, once in the life of the process.
    ///
    /// - Parameters:
    ///   - plugin: What the plugin is.
    ///   - start: A closure that calls `PluginEntry.start` for the same plugin.
    public init(_ plugin: Plugin, start: Start) {
        let storage = UnsafeMutablePointer<th_plugin>.allocate(capacity: 1)
        unsafe storage.initialize(
            to: th_plugin(
                struct_size: UInt32(MemoryLayout<th_plugin>.size), flags: 0, magic: TH_MAGIC,
                abi_built: TH_ABI_VERSION, abi_min: TH_ABI_MIN,
                id: BorrowedText.immortal(plugin.id),
                name: BorrowedText.immortal(plugin.name),
                version: BorrowedText.immortal(plugin.version),
                license: BorrowedText.immortal(plugin.license ?? ""),
                init: start,
                shutdown: { instance in
                    guard let instance = unsafe instance else { return }
                    unsafe Unmanaged<PluginInstance>.fromOpaque(instance).release()
                },
                get_extension: nil))
        unsafe descriptor = UnsafePointer(storage)
    }

    /// Registers a plugin's tools with the host that starts it.
    ///
    /// - Parameters:
    ///   - plugin: What the plugin is.
    ///   - host: As the host gave it.
    ///   - registrar: As the host gave it.
    ///   - instance: As the host gave it.
    /// - Returns: `TH_OK`, also when the host refused some of the tools: it lists them with the reason.
    public static func start(
        _ plugin: Plugin, _ host: UnsafePointer<th_host>?, _ registrar: UnsafeMutablePointer<th_registrar>?,
        _ instance: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> th_status {
        guard let host = unsafe host, let registrar = unsafe registrar, let instance = unsafe instance else {
            return TH_INVALID
        }
        let running = unsafe PluginInstance(host: host)
        for tool in plugin.tools {
            let binding = unsafe Unmanaged.passRetained(ToolBinding(tool: tool, instance: running))
            let status = unsafe ToolRegistration.add(tool, ctx: binding.toOpaque(), to: registrar)
            // The host keeps the binding of an accepted tool only, and hands it back through `drop`.
            if status != TH_OK { unsafe binding.release() }
        }
        unsafe instance.pointee = unsafe Unmanaged.passRetained(running).toOpaque()
        return TH_OK
    }
}
