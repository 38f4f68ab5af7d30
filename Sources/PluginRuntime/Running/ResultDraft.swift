// SPDX-License-Identifier: Apache-2.0

import JSON
import ToolModel

/// What a running call has reported so far.
///
/// Keeps the rules of results, and knows no pointers.
struct ResultDraft: Sendable {
    /// Why a report is not taken; the text ends a sentence.
    enum Refusal: Error, Hashable {
        case invalid(String)
        case tooLarge(String)
    }

    /// The largest result of this call, in bytes.
    let limitBytes: Int
    private let partLimit: Int
    private let depthLimit: Int
    private let callID: String
    private var parts: [ToolContent] = []
    private var structured: JSONValue?
    private(set) var failure: (code: String, message: String)?
    private var usedBytes = 0
    private var stream = StreamedText()
    /// Where among the parts the streamed text stands; nil before its first piece.
    private var streamIndex: Int?
    /// The first report that was not taken.
    private(set) var firstRefusal: Refusal?

    /// The longest URI, name or media type, in bytes.
    private static let labelBytes = 8 << 10
    /// The longest failure text that is kept, in bytes; as toolhost.h says.
    private static let failureBytes = 64 << 10
    private static let failureCodeBytes = 64

    init(callID: String, limits: PluginLimits, limitBytes: Int? = nil) {
        self.callID = callID
        partLimit = limits.resultParts
        depthLimit = limits.resultDepth
        self.limitBytes = min(limits.resultBytes, limitBytes ?? .max)
    }

    /// Whether a part, data or a streamed piece was taken.
    var hasResult: Bool { hasParts || streamIndex != nil }

    private var hasParts: Bool { !parts.isEmpty || structured != nil }

    // MARK: - Reports

    /// Runs one report and remembers the first that is refused.
    mutating func report(_ body: (inout ResultDraft) throws(Refusal) -> Void) throws(Refusal) {
        do {
            try body(&self)
        } catch {
            firstRefusal = firstRefusal ?? error
            throw error
        }
    }

    mutating func addText(_ bytes: [UInt8]) throws(Refusal) {
        try take(bytes.count)
        try add(.text(Self.text(bytes, "a text")))
    }

    mutating func write(_ piece: [UInt8]) throws(Refusal) {
        try take(piece.count)
        guard stream.append(piece) else { throw .invalid("a written piece is not UTF-8") }
        streamIndex = streamIndex ?? parts.count
    }

    mutating func setStructured(_ bytes: [UInt8]) throws(Refusal) {
        guard structured == nil else { throw .invalid("it gave structured data twice") }
        try take(bytes.count)
        do {
            structured = try JSONValue(
                parsing: bytes.span, limits: JSONLimits(bytes: limitBytes, depth: depthLimit))
        } catch {
            let reason = "its structured data is not usable: \(error.message.droppingFullStop)"
            throw error.reason == .tooDeep || error.reason == .tooLarge ? .tooLarge(reason) : .invalid(reason)
        }
    }

    mutating func addBytes(_ bytes: [UInt8], mediaType: [UInt8]) throws(Refusal) {
        try take(bytes.count)
        guard let mediaType = try label(mediaType, "media type") else {
            throw .invalid("bytes lack a media type")
        }
        if mediaType.hasPrefix("image/") {
            try add(.image(bytes, mimeType: mediaType))
        } else if mediaType.hasPrefix("audio/") {
            try add(.audio(bytes, mimeType: mediaType))
        } else {
            try add(
                .embeddedBytes(bytes, uri: "toolhost:/calls/\(callID)/\(parts.count)", mimeType: mediaType))
        }
    }

    mutating func addResource(
        uri: [UInt8], mediaType: [UInt8], bytes: [UInt8], isText: Bool
    ) throws(Refusal) {
        try take(bytes.count)
        guard let uri = try label(uri, "URI") else { throw .invalid("a resource lacks its URI") }
        let mediaType = try label(mediaType, "media type")
        if isText {
            try add(.embeddedText(Self.text(bytes, "a resource's text"), uri: uri, mimeType: mediaType))
        } else {
            try add(.embeddedBytes(bytes, uri: uri, mimeType: mediaType))
        }
    }

    mutating func addLink(uri: [UInt8], name: [UInt8], mediaType: [UInt8]) throws(Refusal) {
        guard let uri = try label(uri, "URI") else { throw .invalid("a link lacks its URI") }
        guard let name = try label(name, "name") else { throw .invalid("a link lacks its name") }
        try add(.link(uri: uri, name: name, mimeType: label(mediaType, "media type")))
    }

    mutating func fail(code: [UInt8], message: [UInt8]) throws(Refusal) {
        guard failure == nil else { throw .invalid("it reported a failure twice") }
        let code = try Self.text(code, "a failure's code")
        guard Self.isFailureCode(code) else {
            throw .invalid(
                "a failure's code \"\(code.cleaned(toBytes: Self.failureCodeBytes))\" is not in snake_case")
        }
        let text = try Self.text(message, "a failure's text")
        guard !text.isEmpty else { throw .invalid("a failure's text is empty") }
        failure = (code, text.cut(toBytes: Self.failureBytes))
    }

    // MARK: - The end

    /// What the call comes to, once its function has returned `status`.
    ///
    /// - Throws: `ResultFault` when the reports and the status contradict each other.
    func finished(status: Int32) throws(ResultFault) -> BackendReply {
        if case .tooLarge(let reason)? = firstRefusal { throw .invalidOutput(reason) }
        if let failure {
            guard !hasParts else { throw .protocolBroken("it gave both a result and a failure") }
            guard status < 0 else { throw .protocolBroken("it reported a failure and returned success") }
            var content: [ToolContent] = streamIndex == nil ? [] : [.text(stream.text)]
            content.append(.text(failure.message))
            return BackendReply(
                result: ToolResult(content: content, isError: true), failureCode: failure.code)
        }
        if case .invalid(let reason)? = firstRefusal { throw .invalidOutput(reason) }
        guard status <= 0 else { throw .protocolBroken("it returned the unknown status \(status)") }
        guard status == 0 else {
            throw .protocolBroken("it returned the failure \(status) without saying why")
        }
        guard hasResult else { throw .protocolBroken("it returned success without a result") }
        guard stream.isComplete else { throw .invalidOutput("its written text ends within a character") }
        var content = parts
        if let streamIndex { content.insert(.text(stream.text), at: streamIndex) }
        return BackendReply(result: ToolResult(content: content, structured: structured), failureCode: nil)
    }

    // MARK: - Rules

    private mutating func take(_ count: Int) throws(Refusal) {
        guard count <= limitBytes - usedBytes else {
            throw .tooLarge("it is over the limit of \(limitBytes) bytes")
        }
        usedBytes += count
    }

    private mutating func add(_ part: ToolContent) throws(Refusal) {
        guard parts.count < partLimit else {
            throw .tooLarge("it has over \(partLimit) parts")
        }
        parts.append(part)
    }

    /// A short text that describes a part; nil when absent.
    private mutating func label(_ bytes: [UInt8], _ field: String) throws(Refusal) -> String? {
        guard !bytes.isEmpty else { return nil }
        guard bytes.count <= Self.labelBytes else {
            throw .tooLarge("a \(field) is over \(Self.labelBytes) bytes")
        }
        try take(bytes.count)
        return try Self.text(bytes, "a \(field)")
    }

    private static func text(_ bytes: [UInt8], _ subject: String) throws(Refusal) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .invalid("\(subject) is not UTF-8")
        }
        return text
    }

    private static func isFailureCode(_ code: String) -> Bool {
        let bytes = code.utf8
        return !bytes.isEmpty && bytes.count <= failureCodeBytes
            && bytes.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            }
    }
}

/// Why a call that has returned has no answer; the text ends a sentence.
enum ResultFault: Error, Hashable {
    case protocolBroken(String)
    case invalidOutput(String)
}
