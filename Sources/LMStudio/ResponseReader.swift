// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Reads the answers of an HTTP/1.1 server, one after the other, from its bytes in any cut (RFC 9112).
///
/// Of a body it hands on all bytes that a read brought in one piece, however many chunks they came in: a stream of
/// tokens comes in chunks of one event each, and handing on each by itself costs more than reading what it says.
struct ResponseReader {
    /// What came to light.
    enum Part {
        case head(HTTPResponseHead)
        case end
    }

    /// Why an answer cannot be read.
    enum Fault: Error, Equatable {
        case statusLine
        case field
        case length
        case chunk
        /// A line, or all fields together, are over `lineBytes`.
        case tooLong
    }

    private enum State {
        case statusLine
        case fields
        /// This many bytes of the body follow.
        case body(Int)
        case bodyUntilClose
        case chunkSize
        /// This many bytes of the chunk follow.
        case chunk(Int)
        /// The line end after a chunk.
        case chunkEnd
        case trailers
        /// The end is still to be told.
        case end
    }

    /// The longest line, and the most that the fields of one answer may come to.
    ///
    /// 80 KiB, as the server's own side has it.
    private static let lineBytes = 80 << 10
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private var state = State.statusLine
    /// The beginning of a line of which the rest has not come.
    private var line: [UInt8] = []
    private var head = HTTPResponseHead(version: .http1_1, status: .ok)
    private var headBytes = 0

    /// Whether the end of the connection is the end of the answer.
    var endsWithConnection: Bool {
        if case .bodyUntilClose = state { true } else { false }
    }

    /// Goes on to the next part; nil when the bytes are used up.
    ///
    /// - Parameters:
    ///   - bytes: one read.
    ///   - index: how far it has been gone through.
    ///   - body: where bytes of the body go.
    /// - Returns: the part, of a body only its end.
    /// - Throws: `Fault`, after which nothing more can be read.
    mutating func next(
        _ bytes: Span<UInt8>, at index: inout Int, into body: inout ByteBuffer
    ) throws(Fault) -> Part? {
        while index < bytes.count || isAtEnd {
            switch state {
            case .statusLine, .fields:
                guard try endOfLine(bytes, &index), try isHeadOver() else { continue }
                return .head(head)
            case .body(let count):
                let rest = count - Self.move(bytes, &index, atMost: count, to: &body)
                state = rest == 0 ? .end : .body(rest)
            case .bodyUntilClose:
                _ = Self.move(bytes, &index, atMost: bytes.count, to: &body)
            case .chunkSize:
                if line.isEmpty, let size = Self.plainChunkSize(bytes, &index) {
                    state = .chunk(size)
                    continue
                }
                guard try endOfLine(bytes, &index) else { continue }
                let size = try Self.chunkSize(line)
                state = size == 0 ? .trailers : .chunk(size)
                line.removeAll(keepingCapacity: true)
            case .chunk(let count):
                let rest = count - Self.move(bytes, &index, atMost: count, to: &body)
                state = rest == 0 ? .chunkEnd : .chunk(rest)
            case .chunkEnd:
                if line.isEmpty, Self.isLineEnd(bytes, at: index) {
                    index += 2
                    state = .chunkSize
                    continue
                }
                guard try endOfLine(bytes, &index) else { continue }
                guard line.isEmpty else { throw .chunk }
                state = .chunkSize
            case .trailers:
                guard try endOfLine(bytes, &index) else { continue }
                try count(line)
                if line.isEmpty { state = .end }
                line.removeAll(keepingCapacity: true)
            case .end:
                state = .statusLine
                headBytes = 0
                return .end
            }
        }
        return nil
    }

    private var isAtEnd: Bool {
        if case .end = state { true } else { false }
    }

    // MARK: - Lines

    /// Adds the bytes up to the end of the line to `line`; false when that has not come.
    private mutating func endOfLine(_ bytes: Span<UInt8>, _ index: inout Int) throws(Fault) -> Bool {
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == Self.lineFeed {
                if line.last == Self.carriageReturn { line.removeLast() }
                return true
            }
            guard line.count < Self.lineBytes else { throw .tooLong }
            line.append(byte)
        }
        return false
    }

    private mutating func count(_ line: [UInt8]) throws(Fault) {
        headBytes += line.count
        guard headBytes <= Self.lineBytes else { throw .tooLong }
    }

    private static func move(
        _ bytes: Span<UInt8>, _ index: inout Int, atMost count: Int, to body: inout ByteBuffer
    ) -> Int {
        let length = min(count, bytes.count - index)
        body.writeBytes(bytes.bytes.extracting(index..<(index + length)))
        index += length
        return length
    }

    /// The size of a chunk that is not the last one, where nothing but digits stands on its line and all of it has come.
    ///
    /// - Returns: nil for any other line, of which nothing is taken.
    private static func plainChunkSize(_ bytes: Span<UInt8>, _ index: inout Int) -> Int? {
        var size = 0
        var position = index
        while position < bytes.count, let digit = hexadecimal(bytes[position]) {
            size = size << 4 | digit
            position += 1
            guard position - index < 8 else { return nil }
        }
        guard size > 0, isLineEnd(bytes, at: position) else { return nil }
        index = position + 2
        return size
    }

    private static func isLineEnd(_ bytes: Span<UInt8>, at index: Int) -> Bool {
        index + 1 < bytes.count && bytes[index] == carriageReturn && bytes[index + 1] == lineFeed
    }

    /// The size of the chunk that begins; what follows it on the line are extensions, which nobody uses.
    private static func chunkSize(_ line: [UInt8]) throws(Fault) -> Int {
        var size = 0
        var digits = 0
        for byte in line {
            guard let digit = Self.hexadecimal(byte) else { break }
            size = size << 4 | digit
            digits += 1
            // A chunk of a terabyte is a fault, not an answer.
            guard digits <= 10 else { throw .chunk }
        }
        guard digits > 0 else { throw .chunk }
        if digits < line.count, ![0x20, 0x09, UInt8(ascii: ";")].contains(line[digits]) { throw .chunk }
        return size
    }

    private static func hexadecimal(_ byte: UInt8) -> Int? {
        let digit = byte &- UInt8(ascii: "0")
        if digit <= 9 { return Int(digit) }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return letter <= 5 ? Int(letter) + 10 : nil
    }

    // MARK: - Head

    /// Takes the line; true when it was the last one of an answer's head.
    private mutating func isHeadOver() throws(Fault) -> Bool {
        defer { line.removeAll(keepingCapacity: true) }
        try count(line)
        if case .statusLine = state {
            // Some servers send a line end too many after a body.
            guard !line.isEmpty else { return false }
            head = try Self.head(line)
            state = .fields
            return false
        }
        guard line.isEmpty else {
            try take(field: line)
            return false
        }
        // What goes before an answer is no answer.
        guard head.status.code >= 200 else {
            state = .statusLine
            return false
        }
        state = try afterHead()
        return true
    }

    /// `HTTP/1.1 200 OK`.
    private static func head(_ line: [UInt8]) throws(Fault) -> HTTPResponseHead {
        guard line.count >= 12, line.starts(with: "HTTP/1.".utf8), line[8] == 0x20,
            line.count == 12 || line[12] == 0x20, line[7] == UInt8(ascii: "1") || line[7] == UInt8(ascii: "0")
        else { throw .statusLine }
        var code = 0
        for byte in line[9..<12] {
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { throw .statusLine }
            code = code * 10 + Int(digit)
        }
        // 101 answers a wish that is never made.
        guard code >= 100, code != 101 else { throw .statusLine }
        let version = line[7] == UInt8(ascii: "0") ? HTTPVersion.http1_0 : .http1_1
        return HTTPResponseHead(version: version, status: HTTPResponseStatus(statusCode: code))
    }

    private mutating func take(field line: [UInt8]) throws(Fault) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            line[..<colon].allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .field }
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var value = line[(colon + 1)...].drop(while: isSpace)
        while let last = value.last, isSpace(last) { value.removeLast() }
        head.headers.add(
            name: String(decoding: line[..<colon], as: UTF8.self),
            value: String(decoding: value, as: UTF8.self))
    }

    /// How the body is delimited (RFC 9112 §6.3); requests are neither HEAD nor CONNECT.
    private func afterHead() throws(Fault) -> State {
        if head.status.code == 204 || head.status.code == 304 { return .end }
        let codings = head.headers[canonicalForm: "transfer-encoding"]
        if let last = codings.last { return last.lowercased() == "chunked" ? .chunkSize : .bodyUntilClose }
        let lengths = head.headers[canonicalForm: "content-length"]
        guard let length = lengths.first else { return .bodyUntilClose }
        guard lengths.allSatisfy({ $0 == length }), length.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }),
            let count = Int(length)
        else { throw .length }
        return count == 0 ? .end : .body(count)
    }
}
