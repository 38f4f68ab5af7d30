// SPDX-License-Identifier: Apache-2.0

import CLoader
import ToolABI

/// Reads what a plugin points to without trusting that it is there.
///
/// For the descriptor and for registration, where a wrong pointer is likeliest and time does not matter; a call's
/// results are read directly.
enum PluginMemory {
    /// Why a text of a plugin cannot be taken.
    enum TextFault: Error, Hashable {
        case unreadable
        case tooLong(Int)
        case notUTF8
        case hidden(Unicode.Scalar, offset: Int)
    }

    /// A copy of the first `size` bytes of a C struct, the rest zero; nil when they are not there.
    static func copy<Value>(_ source: UnsafeRawPointer?, as type: Value.Type, size: Int) -> Value? {
        unsafe withUnsafeTemporaryAllocation(of: Value.self, capacity: 1) { buffer -> Value? in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            guard let target = raw.baseAddress else { return nil }
            unsafe target.initializeMemory(as: UInt8.self, repeating: 0, count: raw.count)
            guard unsafe cl_copy(target, source, min(size, raw.count)) == 0 else { return nil }
            return unsafe target.load(as: Value.self)
        }
    }

    /// A text's bytes as valid UTF-8; nil when it is absent.
    static func text(_ text: th_str, limit: Int) throws(TextFault) -> String? {
        let length = unsafe text.length
        guard unsafe text.data != nil || length > 0 else { return nil }
        if length == 0 { return nil }
        guard length <= limit else { throw .tooLong(length) }
        var bytes = [UInt8](repeating: 0, count: length)
        let status = unsafe bytes.withUnsafeMutableBytes { buffer -> Int32 in
            guard let target = buffer.baseAddress else { return 0 }
            return unsafe cl_copy(target, text.data, length)
        }
        guard status == 0 else { throw .unreadable }
        guard let string = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        return string
    }
}

extension PluginMemory.TextFault {
    /// The end of a sentence that starts with what the text is.
    func sentence(limit: Int) -> String {
        switch self {
        case .unreadable: "lies outside the plugin's memory"
        case .tooLong(let count): "has \(count) bytes, over the limit of \(limit)"
        case .notUTF8: "is not UTF-8"
        case .hidden(let scalar, let offset):
            "has the hidden character \(TextRules.notation(scalar)) at byte \(offset)"
        }
    }
}
