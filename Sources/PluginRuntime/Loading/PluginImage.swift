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
        try checkHeaders(of: file)
        let entry = unsafe try entryFunction(of: open(file), path: path)
        return unsafe try PluginDescriptor(at: cl_call(entry), path: path)
    }

    /// Looks at the file without running anything of it.
    ///
    /// - Parameters:
    ///   - file: What the scan found.
    ///   - program: The program whose process is to load it.
    /// - Throws: `PluginError.notLoadable` or `.noEntry`, with what the author must do.
    static func check(_ file: PluginFile, for program: String) throws(PluginError) {
        guard let refusal = try inspection(of: file, for: program).refusal else { return }
        throw PluginError(refusal, path: file.path)
    }

    /// All that the file tells without running.
    static func inspection(of file: PluginFile, for program: String) throws(PluginError) -> PluginInspection {
        ELFInspector(path: file.path, program: program).inspect(try source(of: file))
    }

    /// Looks at as much as the linker must not trip over.
    static func checkHeaders(of file: PluginFile) throws(PluginError) {
        let source = try source(of: file)
        do throws(PluginFinding) {
            _ = try ELFFile(reading: source)
        } catch {
            throw PluginError(error, path: file.path)
        }
    }

    private static func source(of file: PluginFile) throws(PluginError) -> FileSource {
        do throws(FileSystem.Failure) {
            return try FileSource(path: file.loadPath)
        } catch {
            throw .notLoadable(path: file.path, reason: error.reason)
        }
    }

    private static func open(_ file: PluginFile) throws(PluginError) -> UnsafeMutableRawPointer {
        var message = [CChar](repeating: 0, count: messageBytes)
        let handle = unsafe message.withUnsafeMutableBufferPointer { buffer -> UnsafeMutableRawPointer? in
            guard let start = buffer.baseAddress else { return nil }
            return unsafe cl_open(file.loadPath, start, buffer.count)
        }
        if let handle = unsafe handle { return unsafe handle }
        let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        throw .notLoadable(
            path: file.path, reason: linkerReason(String(decoding: bytes, as: UTF8.self), path: file.loadPath)
        )
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

extension PluginError {
    /// A file that was found to be unfit.
    init(_ finding: PluginFinding, path: String) {
        self =
            finding.code == .noEntry
            ? .noEntry(path: path, reason: finding.reason, hint: finding.advice)
            : .notLoadable(path: path, reason: finding.reason, hint: finding.advice)
    }
}
