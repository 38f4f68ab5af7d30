// SPDX-License-Identifier: Apache-2.0

import JSON
import ToolABI

/// A call's arguments, as the value or the text that they came as; the other form is made when a tool asks for it.
struct CallArguments: Sendable {
    private enum Form {
        case value(JSONObject)
        case text(ArraySlice<UInt8>)
        /// The first bytes of a message that is long and stays where it is.
        case memory(MappedMemory, count: Int)
    }

    private let form: Form
    /// The value of a text, once it was asked for.
    private var read: JSONObject?

    init(_ value: JSONObject) {
        form = .value(value)
    }

    /// Arguments as JSON text, from a host that has checked them.
    init(text: ArraySlice<UInt8>) {
        form = .text(text)
    }

    /// The same, in memory that stays for as long as this value.
    init(_ memory: MappedMemory, count: Int) {
        form = .memory(memory, count: count)
    }

    /// One member.
    mutating func member(_ name: String) -> JSONValue? { members[name] }

    /// All members.
    var members: JSONObject {
        mutating get {
            if case .value(let value) = form { return value }
            if let read { return read }
            let members = unsafe withText { bytes in
                // The host wrote it, of a value that it had read within its limits.
                unsafe (try? JSONValue(parsing: bytes.bindMemory(to: UInt8.self).span))?.object ?? [:]
            }
            read = members
            return members
        }
    }

    /// A member that is a text, lent from where it is, or copied into `arena`.
    ///
    /// Nil when it is none, or has to be read to be told.
    func plainText(of name: String, in arena: CallArena) -> LentText? {
        switch form {
        case .value(let value):
            guard case .string(var text)? = value[name] else { return nil }
            return text.withUTF8 { unsafe arena.copy(UnsafeRawBufferPointer($0)) }
        case .text:
            return unsafe withText { bytes in
                unsafe PlainMember.range(of: name, in: bytes).flatMap { range in
                    unsafe arena.copy(UnsafeRawBufferPointer(rebasing: bytes[range]))
                }
            }
        case .memory:
            return unsafe withText { bytes in
                unsafe PlainMember.range(of: name, in: bytes).map { unsafe LentText(bytes, $0) }
            }
        }
    }

    /// All of them as JSON, lent from where they are, or copied into `arena`; nil when there is no room for that.
    func allText(in arena: CallArena) -> LentText? {
        if case .memory(let memory, let count) = form { return unsafe LentText(memory.bytes, 0..<count) }
        return unsafe withText { unsafe arena.copy($0) }
    }

    private func withText<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        switch form {
        case .value(let value): unsafe JSONValue.object(value).jsonBytes().withUnsafeBytes(body)
        case .text(let text): unsafe text.withUnsafeBytes(body)
        case .memory(let memory, let count):
            unsafe body(UnsafeRawBufferPointer(rebasing: memory.bytes[..<count]))
        }
    }
}

extension LentText {
    /// A part of memory that stays for as long as it is lent.
    fileprivate init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        let start = unsafe bytes.baseAddress.map {
            unsafe ($0 + range.lowerBound).assumingMemoryBound(to: CChar.self)
        }
        unsafe self.init(th_str(data: start, length: range.count))
    }
}
