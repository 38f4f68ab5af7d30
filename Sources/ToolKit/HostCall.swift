// SPDX-License-Identifier: Apache-2.0

import JSON
import ToolABI

/// The surroundings of a call that a host makes.
// The handle is only passed to the functions of its table, which the host allows from any thread and which
// refuse a handle whose call has ended: sharing the pointer is safe, also when it is kept too long.
@safe struct HostCall: CallSurroundings, @unchecked Sendable {
    private let handle: UnsafeMutablePointer<th_call>
    private let api: UnsafePointer<th_call_api>
    private let instance: PluginInstance
    let callID: String
    let deadline: ContinuousClock.Instant?

    init(handle: UnsafeMutablePointer<th_call>, instance: PluginInstance) {
        let api: UnsafePointer<th_call_api> = unsafe handle.pointee.api
        unsafe self.handle = unsafe handle
        unsafe self.api = unsafe api
        self.instance = instance
        callID = unsafe BorrowedText.copy(api.pointee.id(handle))
        let remaining = unsafe api.pointee.remaining_ns(handle)
        deadline = .now + .nanoseconds(Int64(clamping: remaining))
    }

    var paths: ToolPaths { instance.paths }

    var isCancelled: Bool { unsafe api.pointee.is_cancelled(handle) != 0 }

    var cancelDescriptor: Int32? {
        let descriptor = unsafe api.pointee.cancel_descriptor(handle)
        return descriptor >= 0 ? descriptor : nil
    }

    func progress(_ done: Double, of total: Double?, message: String?) {
        // Losing a report is no loss to the call.
        _ = unsafe BorrowedText.lend(message) { text in
            unsafe api.pointee.progress(handle, done, total ?? 0, text)
        }
    }

    func write(_ piece: String) throws {
        switch unsafe BorrowedText.lend(piece, { text in unsafe api.pointee.write(handle, text) }) {
        case TH_OK: return
        case TH_LIMIT: throw ToolFailure("The output is larger than the host accepts.", code: "too_large")
        default: throw CancellationError()
        }
    }

    func log(_ level: ToolLogLevel, _ message: String) { instance.log(level, message) }

    func setting(_ key: String) -> String? { instance.setting(key) }

    // MARK: - The two ends of a call

    func arguments() throws -> JSONObject {
        let value = try JSONValue(parsing: unsafe BorrowedText.copyBytes(api.pointee.arguments(handle)))
        guard let object = value.object else {
            throw ToolFailure.invalidArguments("The arguments are no object.")
        }
        return object
    }

    func fail(code: String, message: String) -> th_status {
        unsafe BorrowedText.lend(code) { code in
            unsafe BorrowedText.lend(message) { message in unsafe api.pointee.fail(handle, code, message) }
        }
    }

    /// Hands the output over part by part.
    ///
    /// What the host refuses makes the call fail there, so the first refusal ends it.
    func report(_ output: ToolOutput) -> th_status {
        for part in output.parts {
            let status = report(part)
            guard status == TH_OK else { return status }
        }
        guard let structured = output.structured else { return TH_OK }
        return unsafe BorrowedText.lend(structured.jsonText()) { json in unsafe api.pointee.json(handle, json)
        }
    }

    private func report(_ part: ToolOutput.Part) -> th_status {
        switch part {
        case .text(let text):
            unsafe BorrowedText.lend(text) { text in unsafe api.pointee.text(handle, text) }
        case .bytes(let bytes, let mediaType):
            unsafe BorrowedText.lend(mediaType) { mediaType in
                unsafe bytes.withUnsafeBytes {
                    unsafe api.pointee.bytes(handle, $0.baseAddress, $0.count, mediaType)
                }
            }
        case .embeddedText(let text, let uri, let mediaType):
            reportResource(Array(text.utf8), uri: uri, mediaType: mediaType, isText: 1)
        case .embeddedBytes(let bytes, let uri, let mediaType):
            reportResource(bytes, uri: uri, mediaType: mediaType, isText: 0)
        case .link(let uri, let name, let mediaType):
            unsafe BorrowedText.lend(uri) { uri in
                unsafe BorrowedText.lend(name) { name in
                    unsafe BorrowedText.lend(mediaType) { mediaType in
                        unsafe api.pointee.link(handle, uri, name, mediaType)
                    }
                }
            }
        }
    }

    private func reportResource(_ bytes: [UInt8], uri: String, mediaType: String?, isText: Int32) -> th_status
    {
        unsafe BorrowedText.lend(uri) { uri in
            unsafe BorrowedText.lend(mediaType) { mediaType in
                unsafe bytes.withUnsafeBytes {
                    unsafe api.pointee.resource(handle, uri, mediaType, $0.baseAddress, $0.count, isText)
                }
            }
        }
    }
}
