// SPDX-License-Identifier: Apache-2.0

import JSON
import Logging
import ToolModel

/// What the host sends with `Frame.Kind.call`: the arguments, the other fields, and the length of these.
struct CallMessage: Sendable {
    let tool: String
    let id: String
    /// What is left of the call's time.
    let remaining: Duration
    let arguments: CallArguments

    init(_ payload: [UInt8]) throws(PayloadReader.Fault) {
        try self.init(count: payload.count, part: { Array(payload[$0]) }) {
            CallArguments(text: payload[..<$0])
        }
    }

    init(_ memory: MappedMemory) throws(PayloadReader.Fault) {
        try self.init(
            count: unsafe memory.bytes.count, part: { unsafe Array(memory.bytes[$0]) },
            arguments: { CallArguments(memory, count: $0) })
    }

    private init(
        count: Int, part: (Range<Int>) -> [UInt8], arguments: (_ count: Int) -> CallArguments
    ) throws(PayloadReader.Fault) {
        let end = count - Self.lengthBytes
        guard end >= 0 else { throw PayloadReader.Fault() }
        var length = PayloadReader(part(end..<count))
        let start = end - Int(try length.number32())
        guard start >= 0 else { throw PayloadReader.Fault() }
        var reader = PayloadReader(part(start..<end))
        tool = try reader.text()
        id = try reader.text()
        remaining = .microseconds(Int64(clamping: try reader.number64()))
        try reader.end()
        self.arguments = arguments(start)
    }

    static func payload(tool: String, id: String, remaining: Duration, arguments: JSONObject) -> [UInt8] {
        let texts = arguments.reduce(0) { $0 + ($1.value.string?.utf8.count ?? 0) }
        var writer = PayloadWriter(capacity: 256 + texts + texts / 16)
        writer.json(.object(arguments))
        let start = writer.bytes.count
        writer.text(tool)
        writer.text(id)
        writer.number(UInt64(clamping: Int(remaining / .microseconds(1))))
        writer.number(UInt32(clamping: writer.bytes.count - start))
        return writer.bytes
    }

    private static let lengthBytes = 4
}

/// What a worker answers with `Frame.Kind.reply`.
enum ReplyMessage: Sendable {
    case reply(BackendReply)
    case protocolBroken(String)
    case invalidOutput(String)
    /// The tool gave up because it was told to.
    case cancelled

    var payload: [UInt8] {
        var writer = PayloadWriter(capacity: 64 + bytesOfParts)
        switch self {
        case .reply(let reply):
            writer.byte(0)
            writer.byte(reply.result.isError ? 1 : 0)
            writer.text(reply.failureCode)
            writer.number(UInt32(clamping: reply.result.content.count))
            for part in reply.result.content { part.write(to: &writer) }
            if let structured = reply.result.structured {
                writer.byte(1)
                writer.json(structured)
            } else {
                writer.byte(0)
            }
        case .protocolBroken(let reason):
            writer.byte(1)
            writer.text(reason)
        case .invalidOutput(let reason):
            writer.byte(2)
            writer.text(reason)
        case .cancelled:
            writer.byte(3)
        }
        return writer.bytes
    }

    /// The plugin does not offer the tool any more.
    static let toolGone = ReplyMessage.reply(
        BackendReply(
            result: ToolResult(text: "The tool is not offered any more.", isError: true),
            failureCode: "tool_gone"))

    /// Reads a reply, which the limits hold for as they do in the worker.
    ///
    /// - Throws: `PayloadReader.Fault` when no worker of ours has written it.
    init(_ payload: [UInt8], limits: PluginLimits) throws(PayloadReader.Fault) {
        var reader = PayloadReader(payload)
        switch try reader.byte() {
        case 0: self = .reply(try Self.reply(&reader, limits: limits))
        case 1: self = .protocolBroken(try reader.text().cleaned(toBytes: Self.reasonBytes))
        case 2: self = .invalidOutput(try reader.text().cleaned(toBytes: Self.reasonBytes))
        case 3: self = .cancelled
        default: throw PayloadReader.Fault()
        }
        try reader.end()
    }

    /// What a call came to.
    init(_ outcome: NativeOutcome) {
        switch outcome {
        case .reply(let reply): self = .reply(reply)
        case .gaveUp: self = .cancelled
        case .fault(.protocolBroken(let reason)): self = .protocolBroken(reason)
        case .fault(.invalidOutput(let reason)): self = .invalidOutput(reason)
        }
    }

    /// What the caller gets.
    func result(tool: String, plugin: String, wasCancelled: Bool) -> Result<BackendReply, any Error> {
        switch self {
        case .reply(let reply): .success(reply)
        // Whoever cancelled has answered the caller already, save for a host that ends.
        case .cancelled where wasCancelled: .failure(PluginError.shuttingDown)
        case .cancelled:
            .failure(
                PluginError.pluginProtocol(
                    tool: tool, plugin: plugin,
                    reason: "it returned TH_CANCELLED, and nobody had cancelled the call"))
        case .protocolBroken(let reason):
            .failure(PluginError.pluginProtocol(tool: tool, plugin: plugin, reason: reason))
        case .invalidOutput(let reason):
            .failure(PluginError.invalidOutput(tool: tool, plugin: plugin, reason: reason))
        }
    }

    private static let reasonBytes = 4096

    private var bytesOfParts: Int {
        guard case .reply(let reply) = self else { return 0 }
        return reply.result.content.reduce(0) { $0 + $1.payloadBytes }
    }

    private static func reply(
        _ reader: inout PayloadReader, limits: PluginLimits
    ) throws(PayloadReader.Fault) -> BackendReply {
        let isError = try reader.byte() == 1
        let code = try reader.optionalText()
        var content: [ToolContent] = []
        // One more than a worker takes parts of, for what was streamed.
        for _ in 0..<(try reader.count(atMost: limits.resultParts + 1)) {
            content.append(try ToolContent(from: &reader))
        }
        var structured: JSONValue?
        if try reader.byte() == 1 {
            let bytes = reader.rest()
            // The worker has checked it; one that has not is no worker of ours.
            guard
                let value = try? JSONValue(
                    parsing: bytes.span,
                    limits: JSONLimits(bytes: limits.resultBytes, depth: limits.resultDepth))
            else { throw PayloadReader.Fault() }
            structured = value
        }
        return BackendReply(
            result: ToolResult(content: content, structured: structured, isError: isError),
            failureCode: code?.cleaned(toBytes: 64))
    }
}

extension ToolContent {
    /// About what it takes in a payload.
    var payloadBytes: Int {
        switch self {
        case .text(let text), .embeddedText(let text, _, _): 64 + text.utf8.count
        case .image(let bytes, _), .audio(let bytes, _), .embeddedBytes(let bytes, _, _): 64 + bytes.count
        case .link: 64
        }
    }

    func write(to writer: inout PayloadWriter) {
        switch self {
        case .text(let text):
            writer.byte(0)
            writer.text(text)
        case .image(let bytes, let mimeType):
            writer.byte(1)
            writer.bytes(bytes)
            writer.text(mimeType)
        case .audio(let bytes, let mimeType):
            writer.byte(2)
            writer.bytes(bytes)
            writer.text(mimeType)
        case .embeddedText(let text, let uri, let mimeType):
            writer.byte(3)
            writer.text(text)
            writer.text(uri)
            writer.text(mimeType)
        case .embeddedBytes(let bytes, let uri, let mimeType):
            writer.byte(4)
            writer.bytes(bytes)
            writer.text(uri)
            writer.text(mimeType)
        case .link(let uri, let name, let mimeType):
            writer.byte(5)
            writer.text(uri)
            writer.text(name)
            writer.text(mimeType)
        }
    }

    init(from reader: inout PayloadReader) throws(PayloadReader.Fault) {
        switch try reader.byte() {
        case 0: self = .text(try reader.text())
        case 1: self = .image(try reader.bytes(), mimeType: try reader.text())
        case 2: self = .audio(try reader.bytes(), mimeType: try reader.text())
        case 3:
            self = .embeddedText(
                try reader.text(), uri: try reader.text(), mimeType: try reader.optionalText())
        case 4:
            self = .embeddedBytes(
                try reader.bytes(), uri: try reader.text(), mimeType: try reader.optionalText())
        case 5:
            self = .link(uri: try reader.text(), name: try reader.text(), mimeType: try reader.optionalText())
        default: throw PayloadReader.Fault()
        }
    }
}

extension ToolProgress {
    var payload: [UInt8] {
        var writer = PayloadWriter()
        writer.number(done.bitPattern)
        writer.byte(total == nil ? 0 : 1)
        if let total { writer.number(total.bitPattern) }
        writer.text(message)
        return writer.bytes
    }

    init(payload: [UInt8]) throws(PayloadReader.Fault) {
        var reader = PayloadReader(payload)
        let done = Double(bitPattern: try reader.number64())
        let total: Double? = try reader.byte() == 0 ? nil : Double(bitPattern: try reader.number64())
        let message = try reader.optionalText()
        try reader.end()
        guard done.isFinite, total?.isFinite != false else { throw PayloadReader.Fault() }
        self.init(done: done, total: total, message: message?.cut(toBytes: 1024))
    }
}

extension PluginLogRecord {
    var payload: [UInt8] {
        var writer = PayloadWriter()
        writer.byte(UInt8(Logger.Level.allCases.firstIndex(of: level) ?? 0))
        writer.number(UInt64(clamping: heldBack))
        writer.text(message)
        return writer.bytes
    }

    init(payload: [UInt8], limits: PluginLimits) throws(PayloadReader.Fault) {
        var reader = PayloadReader(payload)
        let index = Int(try reader.byte())
        guard Logger.Level.allCases.indices.contains(index) else { throw PayloadReader.Fault() }
        let heldBack = Int(clamping: try reader.number64())
        let message = try reader.text().cleaned(toBytes: limits.logRecordBytes)
        try reader.end()
        self.init(level: Logger.Level.allCases[index], message: message, heldBack: heldBack)
    }
}
