// SPDX-License-Identifier: Apache-2.0

import Glibc
import ToolABI

/// The C functions of `th_host`, `th_registrar` and the extensions.
enum HostFunctions {
    /// The longest extension id that is looked at, in bytes.
    private static let extensionIDBytes = 64
    /// The longest setting's key, in bytes.
    private static let keyBytes = 256
    /// The longest reason for a failed start, in bytes; as toolhost.h says.
    private static let startErrorBytes = 4096

    private static let name = LentText.permanent("toolhost")
    private static let version = LentText.permanent(PluginABI.hostVersion)

    /// A host table for one plugin; its address is the key to that plugin's surroundings.
    static func host() -> PermanentStruct<th_host> {
        unsafe PermanentStruct(
            th_host(
                struct_size: UInt32(MemoryLayout<th_host>.size), abi_version: PluginABI.host,
                name: name.value, version: version.value,
                get_extension: { _, id in unsafe HostFunctions.table(id) },
                set_error: { host, _, message in
                    guard let plugin = unsafe Border.hosts[host] else { return }
                    guard let bytes = unsafe BorrowedBytes.view(message) else { return }
                    let text = unsafe String(
                        decoding: bytes.prefix(HostFunctions.startErrorBytes), as: UTF8.self)
                    plugin.registration.setStartError(text.cleaned(toBytes: HostFunctions.startErrorBytes))
                }))
    }

    /// A registrar for one plugin; its address is the key to that plugin's registration.
    static func registrar() -> PermanentStruct<th_registrar> {
        unsafe PermanentStruct(
            th_registrar(
                struct_size: UInt32(MemoryLayout<th_registrar>.size), reserved: 0,
                add_tool: { registrar, tool in
                    guard let registration = unsafe Border.registrars[registrar] else { return TH_ENDED }
                    return unsafe registration.add(tool)
                }))
    }

    private static func table(_ id: UnsafePointer<CChar>?) -> UnsafeRawPointer? {
        guard let id = unsafe id else { return nil }
        let length = unsafe strnlen(id, extensionIDBytes)
        let bytes = unsafe UnsafeRawBufferPointer(start: id, count: length)
        switch unsafe String(decoding: bytes, as: UTF8.self) {
        case TH_EXT_LOG: return unsafe UnsafeRawPointer(log.pointer)
        case TH_EXT_CONFIG: return unsafe UnsafeRawPointer(config.pointer)
        case TH_EXT_PATHS: return unsafe UnsafeRawPointer(paths.pointer)
        case TH_EXT_TOOLS: return unsafe UnsafeRawPointer(ToolListFunctions.table.pointer)
        default: return nil
        }
    }

    private static let log = unsafe PermanentStruct(
        th_log_v1(write: { host, level, message in
            guard let plugin = unsafe Border.hosts[host] else { return }
            guard let bytes = unsafe BorrowedBytes.view(message) else { return }
            unsafe plugin.log(level: level, bytes)
        }))

    private static let config = unsafe PermanentStruct(
        th_config_v1(get: { host, key, value in
            guard let plugin = unsafe Border.hosts[host] else { return TH_ENDED }
            guard let value = unsafe value, let key = unsafe BorrowedBytes.text(key, limit: keyBytes) else {
                return TH_INVALID
            }
            guard let found = plugin.value(forKey: key) else { return TH_NOT_FOUND }
            unsafe value.pointee = unsafe found.value
            return TH_OK
        }))

    private static let paths = unsafe PermanentStruct(
        th_paths_v1(
            sandbox: { host in unsafe (Border.hosts[host]?.sandbox ?? .absent).value },
            data: { host in unsafe (Border.hosts[host]?.data ?? .absent).value },
            cache: { host in unsafe (Border.hosts[host]?.cache ?? .absent).value }))
}
