// SPDX-License-Identifier: Apache-2.0

import JSON
import ToolABI

/// The C functions of `th_call_api`.
///
/// Each looks its handle up and refuses one whose call has ended.
enum CallFunctions {
    static let table = unsafe PermanentStruct(
        th_call_api(
            struct_size: UInt32(MemoryLayout<th_call_api>.size), reserved: 0,
            arguments: { unsafe (Border.calls[$0]?.argumentText() ?? .absent).value },
            argument_text: { unsafe argumentText($0, $1, $2) },
            argument_integer: { unsafe argument($0, $1, $2, as: integer) },
            argument_number: { unsafe argument($0, $1, $2, as: number) },
            argument_boolean: { unsafe argument($0, $1, $2, as: boolean) },
            argument_json: { unsafe argument($0, $1, $2, as: json) },
            id: { call in
                guard let record = unsafe Border.calls[call] else { return unsafe th_str() }
                return unsafe (record.lend(record.id) ?? .absent).value
            },
            remaining_ns: { unsafe nanoseconds(Border.calls[$0]?.remaining ?? .zero) },
            is_cancelled: { unsafe Border.calls[$0]?.isCancelled == false ? 0 : 1 },
            cancel_descriptor: { unsafe Border.calls[$0]?.cancelDescriptor() ?? TH_ENDED },
            progress: { call, done, total, message in
                guard let record = unsafe Border.calls[call] else { return TH_ENDED }
                guard let bytes = unsafe BorrowedBytes.view(message) else { return TH_INVALID }
                return unsafe record.progress(done: done, total: total, message: bytes)
            },
            write: { call, piece in
                guard let record = unsafe Border.calls[call] else { return TH_ENDED }
                if record.isCancelled { return TH_CANCELLED }
                return unsafe report(record, piece) { draft, bytes throws(ResultDraft.Refusal) in
                    try draft.write(bytes)
                }
            },
            text: { call, text in
                unsafe report(Border.calls[call], text) { draft, bytes throws(ResultDraft.Refusal) in
                    try draft.addText(bytes)
                }
            },
            json: { call, json in
                unsafe report(Border.calls[call], json) { draft, bytes throws(ResultDraft.Refusal) in
                    try draft.setStructured(bytes)
                }
            },
            bytes: { unsafe addBytes($0, $1, $2, $3) },
            resource: { unsafe addResource($0, $1, $2, $3, $4, $5) },
            link: { unsafe addLink($0, $1, $2, $3) },
            ask: { unsafe AskFunction.ask($0, $1, $2, $3) },
            fail: { unsafe fail($0, $1, $2) },
            scratch: { call, size in
                unsafe UnsafeMutableRawPointer(bitPattern: Border.calls[call]?.scratch(size) ?? 0)
            }))

    // MARK: - Arguments

    /// The longest argument name that is looked up, in bytes.
    private static let nameBytes = 1024

    private static func argument<Value>(
        _ call: UnsafeMutablePointer<th_call>?, _ name: th_str, _ out: UnsafeMutablePointer<Value>?,
        as read: (JSONValue, CallRecord, UnsafeMutablePointer<Value>) -> th_status
    ) -> th_status {
        guard let record = unsafe Border.calls[call] else { return TH_ENDED }
        guard let out = unsafe out, let name = unsafe BorrowedBytes.text(name, limit: nameBytes) else {
            return TH_INVALID
        }
        guard let value = record.argument(name) else { return TH_NOT_FOUND }
        return unsafe read(value, record, out)
    }

    /// The usual case without reading all arguments.
    private static func argumentText(
        _ call: UnsafeMutablePointer<th_call>?, _ name: th_str, _ out: UnsafeMutablePointer<th_str>?
    ) -> th_status {
        if let record = unsafe Border.calls[call], let out = unsafe out,
            let name = unsafe BorrowedBytes.text(name, limit: nameBytes), let text = record.plainText(name)
        {
            unsafe out.pointee = unsafe text.value
            return TH_OK
        }
        return unsafe argument(call, name, out, as: text)
    }

    private static func text(
        _ value: JSONValue, _ record: CallRecord, _ out: UnsafeMutablePointer<th_str>
    ) -> th_status {
        if value.isNull { return TH_NOT_FOUND }
        guard let text = value.string else { return TH_INVALID }
        guard let lent = record.lend(text) else { return TH_LIMIT }
        unsafe out.pointee = unsafe lent.value
        return TH_OK
    }

    private static func integer(
        _ value: JSONValue, _ record: CallRecord, _ out: UnsafeMutablePointer<Int64>
    ) -> th_status {
        if value.isNull { return TH_NOT_FOUND }
        guard let number = value.number?.exactly(Int64.self) else { return TH_INVALID }
        unsafe out.pointee = number
        return TH_OK
    }

    private static func number(
        _ value: JSONValue, _ record: CallRecord, _ out: UnsafeMutablePointer<Double>
    ) -> th_status {
        if value.isNull { return TH_NOT_FOUND }
        guard let number = value.number?.double, number.isFinite else { return TH_INVALID }
        unsafe out.pointee = number
        return TH_OK
    }

    private static func boolean(
        _ value: JSONValue, _ record: CallRecord, _ out: UnsafeMutablePointer<Int32>
    ) -> th_status {
        if value.isNull { return TH_NOT_FOUND }
        guard let flag = value.bool else { return TH_INVALID }
        unsafe out.pointee = flag ? 1 : 0
        return TH_OK
    }

    private static func json(
        _ value: JSONValue, _ record: CallRecord, _ out: UnsafeMutablePointer<th_str>
    ) -> th_status {
        guard let lent = record.lend(value.jsonBytes()) else { return TH_LIMIT }
        unsafe out.pointee = unsafe lent.value
        return TH_OK
    }

    private static func nanoseconds(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        let (whole, isTooLong) = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return isTooLong ? .max : whole &+ UInt64(clamping: attoseconds / 1_000_000_000)
    }

    // MARK: - Results

    private typealias Report = (inout ResultDraft, [UInt8]) throws(ResultDraft.Refusal) -> Void

    private static func report(_ record: CallRecord?, _ source: th_str, _ body: Report) -> th_status {
        guard let record else { return TH_ENDED }
        return record.report { draft throws(ResultDraft.Refusal) in
            try body(&draft, unsafe copy(source.data, source.length, for: draft))
        }
    }

    private static func addBytes(
        _ call: UnsafeMutablePointer<th_call>?, _ start: UnsafeRawPointer?, _ size: Int, _ mediaType: th_str
    ) -> th_status {
        guard let record = unsafe Border.calls[call] else { return TH_ENDED }
        return record.report { draft throws(ResultDraft.Refusal) in
            try draft.addBytes(
                unsafe copy(start, size, for: draft),
                mediaType: unsafe copy(mediaType.data, mediaType.length, for: draft))
        }
    }

    private static func addResource(
        _ call: UnsafeMutablePointer<th_call>?, _ uri: th_str, _ mediaType: th_str,
        _ start: UnsafeRawPointer?,
        _ size: Int, _ isText: Int32
    ) -> th_status {
        guard let record = unsafe Border.calls[call] else { return TH_ENDED }
        return record.report { draft throws(ResultDraft.Refusal) in
            try draft.addResource(
                uri: unsafe copy(uri.data, uri.length, for: draft),
                mediaType: unsafe copy(mediaType.data, mediaType.length, for: draft),
                bytes: unsafe copy(start, size, for: draft), isText: isText != 0)
        }
    }

    private static func addLink(
        _ call: UnsafeMutablePointer<th_call>?, _ uri: th_str, _ name: th_str, _ mediaType: th_str
    ) -> th_status {
        guard let record = unsafe Border.calls[call] else { return TH_ENDED }
        return record.report { draft throws(ResultDraft.Refusal) in
            try draft.addLink(
                uri: unsafe copy(uri.data, uri.length, for: draft),
                name: unsafe copy(name.data, name.length, for: draft),
                mediaType: unsafe copy(mediaType.data, mediaType.length, for: draft))
        }
    }

    /// `TH_FAILED` when the failure was taken, for the plugin's function to return.
    private static func fail(
        _ call: UnsafeMutablePointer<th_call>?, _ code: th_str, _ message: th_str
    ) -> th_status {
        guard let record = unsafe Border.calls[call] else { return TH_ENDED }
        let status = record.report { draft throws(ResultDraft.Refusal) in
            try draft.fail(
                code: unsafe copy(code.data, code.length, for: draft),
                message: unsafe copy(message.data, message.length, for: draft))
        }
        return status == TH_OK ? TH_FAILED : status
    }

    /// A copy of what the plugin lends; what is over the limit is refused before it is touched.
    private static func copy(
        _ start: UnsafeRawPointer?, _ count: Int, for draft: ResultDraft
    ) throws(ResultDraft.Refusal) -> [UInt8] {
        guard let bytes = unsafe BorrowedBytes.view(start, count: count) else {
            throw .invalid("it gave a null pointer with a length of \(count)")
        }
        guard bytes.count <= draft.limitBytes else {
            throw .tooLarge("it is over the limit of \(draft.limitBytes) bytes")
        }
        return unsafe Array(bytes)
    }
}
