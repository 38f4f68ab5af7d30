// SPDX-License-Identifier: Apache-2.0

import CLoader
import ToolABI

/// A library in this process.
///
/// It stays until the process ends: the Swift runtime, and others, keep pointers into it.
enum PluginImage {
    /// The room for the linker's message, in bytes; it names at most two paths and a symbol.
    private static let messageBytes = 2048

    /// Loads the library and asks it for its descriptor.
    ///
    /// Runs the plugin's constructors and its entry function.
    static func descriptor(of file: PluginFile) throws(PluginError) -> PluginDescriptor {
        let path = file.path
        try check(file)
        let entry = unsafe try entryFunction(of: open(path), path: path)
        return unsafe try PluginDescriptor(at: cl_call(entry), path: path)
    }

    /// Looks at the file's head without running anything of it.
    static func check(_ file: PluginFile) throws(PluginError) {
        let path = file.path
        let head: [UInt8]
        do throws(FileSystem.Failure) {
            head = try FileSystem.head(of: path, count: ELFInspector.headBytes)
        } catch {
            throw .notLoadable(path: path, reason: error.reason)
        }
        if let fault = ELFInspector.fault(inHead: head, fileSize: file.entry.size) {
            throw .notLoadable(path: path, reason: fault)
        }
    }

    private static func open(_ path: String) throws(PluginError) -> UnsafeMutableRawPointer {
        var message = [CChar](repeating: 0, count: messageBytes)
        let handle = unsafe message.withUnsafeMutableBufferPointer { buffer -> UnsafeMutableRawPointer? in
            guard let start = buffer.baseAddress else { return nil }
            return unsafe cl_open(path, start, buffer.count)
        }
        if let handle = unsafe handle { return unsafe handle }
        let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        throw .notLoadable(
            path: path, reason: linkerReason(String(decoding: bytes, as: UTF8.self), path: path))
    }

    /// The linker starts its message with the path that the error names anyway.
    private static func linkerReason(_ message: String, path: String) -> String {
        let text = message.cleaned(toBytes: messageBytes)
        return text.hasPrefix("\(path): ") ? String(text.dropFirst(path.count + 2)) : text
    }

    private static func entryFunction(
        of handle: UnsafeMutableRawPointer, path: String
    ) throws(PluginError) -> UnsafeMutableRawPointer {
        var function: UnsafeMutableRawPointer?
        let reason =
            switch unsafe cl_find_function(handle, "th_plugin_entry_v1", &function) {
            case CL_FOUND: "its entry cannot be found"
            case CL_ELSEWHERE: "only a library that it needs exports th_plugin_entry_v1"
            case CL_NOT_FUNCTION: "its th_plugin_entry_v1 is no function"
            default: "it does not export th_plugin_entry_v1"
            }
        guard let function = unsafe function else { throw .noEntry(path: path, reason: reason) }
        return unsafe function
    }
}
