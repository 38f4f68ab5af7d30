// SPDX-License-Identifier: Apache-2.0

/// Cuts a byte stream into the events of WHATWG's `text/event-stream`, wherever the reads happen to end.
///
///     data: {"choices":[{"delta":{"content":"Hi"}}]}
///
/// Lines end with LF, CR or CRLF and nothing else. One rule is laxer than WHATWG's: an event that the end of the
/// connection closes, instead of a blank line, is delivered, since model servers do end so.
///
/// - Complexity: O(bytes) in total; a line in one read is copied once.
public struct SSEDecoder: Sendable {
    /// The limit that the stream went over; once set, nothing more is delivered.
    public private(set) var exceededLimit: SSELimits.Name?
    /// The stream's wish for the pause before a reconnection, in milliseconds.
    public private(set) var retryMilliseconds: Int?

    private let limits: SSELimits
    /// The part of a line that earlier reads brought.
    private var line: [UInt8] = []
    private var isFirstLine = true
    /// The last read ended with CR: a LF that follows belongs to it.
    private var skipsLineFeed = false
    private var data: [UInt8] = []
    private var hasData = false
    private var type: String?
    private var id: String?

    /// A decoder for one stream, from its first byte.
    public init(limits: SSELimits = SSELimits()) {
        self.limits = limits
    }

    /// Takes the bytes of one read and appends the events that they complete.
    public mutating func feed(_ bytes: Span<UInt8>, into events: inout [SSEEvent]) {
        var position = 0
        if skipsLineFeed, !bytes.isEmpty {
            skipsLineFeed = false
            if bytes[0] == Self.lineFeed { position = 1 }
        }
        while position < bytes.count, exceededLimit == nil {
            guard let end = Self.lineEnd(in: bytes, from: position) else {
                hold(bytes.extracting(position..<bytes.count))
                return
            }
            complete(bytes.extracting(position..<end), into: &events)
            position = end + 1
            guard bytes[end] == Self.carriageReturn else { continue }
            if position == bytes.count {
                skipsLineFeed = true
            } else if bytes[position] == Self.lineFeed {
                position += 1
            }
        }
    }

    /// Ends the stream: a last line without its end, and a last event without its blank line, count.
    public mutating func finish(into events: inout [SSEEvent]) {
        guard exceededLimit == nil else { return }
        if !line.isEmpty {
            let rest = line
            line = []
            take(rest.span, into: &events)
        }
        dispatch(isTerminated: false, into: &events)
    }

    // MARK: - Lines

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private static func lineEnd(in bytes: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == lineFeed || byte == carriageReturn { return index }
            index += 1
        }
        return nil
    }

    private mutating func hold(_ part: Span<UInt8>) {
        guard line.count + part.count <= limits.lineBytes else { return exceed(.lineBytes) }
        line.append(contentsOf: part)
    }

    private mutating func complete(_ part: Span<UInt8>, into events: inout [SSEEvent]) {
        if line.isEmpty {
            guard part.count <= limits.lineBytes else { return exceed(.lineBytes) }
            return take(part, into: &events)
        }
        hold(part)
        var whole: [UInt8] = []
        swap(&whole, &line)
        take(whole.span, into: &events)
        whole.removeAll(keepingCapacity: true)
        swap(&whole, &line)
    }

    private mutating func exceed(_ limit: SSELimits.Name) {
        exceededLimit = limit
        line = []
        data = []
        hasData = false
    }

    // MARK: - Fields

    private mutating func take(_ line: Span<UInt8>, into events: inout [SSEEvent]) {
        if isFirstLine {
            isFirstLine = false
            let hasMark = line.count >= 3 && line[0] == 0xEF && line[1] == 0xBB && line[2] == 0xBF
            if hasMark { return take(line.extracting(3...), into: &events) }
        }
        guard !line.isEmpty else { return dispatch(isTerminated: true, into: &events) }
        var colon = 0
        while colon < line.count, line[colon] != UInt8(ascii: ":") { colon += 1 }
        var valueStart = min(colon + 1, line.count)
        if valueStart < line.count, line[valueStart] == 0x20 { valueStart += 1 }
        field(line.extracting(0..<colon), value: line.extracting(valueStart...))
    }

    private mutating func field(_ name: Span<UInt8>, value: Span<UInt8>) {
        if name.equals("data") {
            append(value)
        } else if name.equals("event") {
            type = value.isEmpty ? nil : String(lossy: value)
        } else if name.equals("id") {
            if !value.contains(0) { id = String(lossy: value) }
        } else if name.equals("retry") {
            let isDigits = !value.isEmpty && value.allSatisfy { (0x30...0x39).contains($0) }
            if isDigits { retryMilliseconds = Int(String(lossy: value)) ?? retryMilliseconds }
        }
    }

    private mutating func append(_ value: Span<UInt8>) {
        guard data.count + value.count + 1 <= limits.eventBytes else { return exceed(.eventBytes) }
        if hasData { data.append(Self.lineFeed) }
        data.append(contentsOf: value)
        hasData = true
    }

    private mutating func dispatch(isTerminated: Bool, into events: inout [SSEEvent]) {
        if hasData {
            events.append(SSEEvent(type: type, data: data, id: id, isTerminated: isTerminated))
            data = []
            hasData = false
        }
        type = nil
    }
}
