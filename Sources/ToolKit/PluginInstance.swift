// SPDX-License-Identifier: Apache-2.0

import ToolABI

/// A plugin that has started: the host it lives in, and what that host offers.
// The host's tables never change and stay valid until `shutdown`, which releases the last reference to this,
// and all their functions may be called from any thread: sharing the pointers is safe.
@safe final class PluginInstance: @unchecked Sendable {
    private let host: UnsafePointer<th_host>
    private let logging: UnsafePointer<th_log_v1>?
    private let settings: UnsafePointer<th_config_v1>?
    let paths: ToolPaths

    init(host: UnsafePointer<th_host>) {
        unsafe self.host = unsafe host
        unsafe logging = Self.table(TH_EXT_LOG, of: host, as: th_log_v1.self)
        unsafe settings = Self.table(TH_EXT_CONFIG, of: host, as: th_config_v1.self)
        if let folders = unsafe Self.table(TH_EXT_PATHS, of: host, as: th_paths_v1.self) {
            unsafe paths = ToolPaths(
                sandbox: BorrowedText.copy(folders.pointee.sandbox(host)),
                data: BorrowedText.copy(folders.pointee.data(host)),
                cache: BorrowedText.copy(folders.pointee.cache(host)))
        } else {
            // A host without folders: paths that cannot exist, so that a tool fails clearly.
            paths = ToolPaths(sandbox: "/dev/null/sandbox", data: "/dev/null/data", cache: "/dev/null/cache")
        }
    }

    func log(_ level: ToolLogLevel, _ message: String) {
        guard let logging = unsafe logging else { return }
        unsafe BorrowedText.lend(message) { text in unsafe logging.pointee.write(host, level.rawValue, text) }
    }

    func setting(_ key: String) -> String? {
        guard let settings = unsafe settings else { return nil }
        return unsafe BorrowedText.lend(key) { key in
            var value = unsafe th_str()
            guard unsafe settings.pointee.get(host, key, &value) == TH_OK else { return nil }
            return unsafe BorrowedText.copy(value)
        }
    }

    private static func table<Table>(
        _ id: String, of host: UnsafePointer<th_host>, as type: Table.Type
    ) -> UnsafePointer<Table>? {
        unsafe host.pointee.get_extension(host, id)?.assumingMemoryBound(to: type)
    }
}
