// SPDX-License-Identifier: Apache-2.0

/// Cuts a byte stream into the events of WHATWG's `text/event-stream`, wherever the reads happen to end.
///
///     data: {"choices":[{"delta":{"content":"Hi"}}]}
///
/// Lines end with LF, CR or CRLF and nothing else. One rule is laxer than WHATWG's: an event that the end of the
/// connection closes, instead of a blank line, is delivered, since model servers do end so.
///
/// - Complexity: O(bytes) in total. An event of one `data` line that came in one read is not copied by `next`.
public struct SSEDecoder: Sendable {
    /// The limit that the stream went over; once set, nothing more is delivered.
    public private(set) var exceededLimit: SSELimits.Name?
    /// The stream's wish for the pause before a reconnection, in milliseconds.
    public private(set) var retryMilliseconds: Int?

    /// Where the data of a complete event is.
    enum Payload: Equatable {
        /// In these bytes of the read.
        case inRead(Range<Int>)
        /// In `held`, until the next step.
        case held
    }

    /// How far the event that is being read has come.
    private enum Pending {
        case nothing
        /// One `data` line, in these bytes of the read.
        case inRead(Range<Int>)
        case held
        /// `held` was delivered and is to be forgotten.
        case delivered
    }

    /// The data of an event whose lines were gathered.
    private(set) var held: [UInt8] = []
    /// The `event` field of the event delivered last.
    private(set) var type: String?
    /// The last `id` the stream has sent so far.
    private(set) var id: String?

    private let limits: SSELimits
    /// The part of a line that earlier reads brought.
    private var line: [UInt8] = []
    private var isFirstLine = true
    /// The last byte was CR: a LF that follows belongs to it.
    private var skipsLineFeed = false
    private var pending = Pending.nothing
    private var pendingType: String?

    /// A decoder for one stream, from its first byte.
    public init(limits: SSELimits = SSELimits()) {
        self.limits = limits
    }

    /// Takes the bytes of one read and appends the events that they complete.
    public mutating func feed(_ bytes: Span<UInt8>, into events: inout [SSEEvent]) {
        var index = 0
        while let payload = next(in: bytes, at: &index) {
            var data: [UInt8] = []
            switch payload {
            case .inRead(let range): data.append(contentsOf: bytes.extracting(range))
            case .held: data = held
            }
            events.append(SSEEvent(type: type, data: data, id: id, isTerminated: true))
        }
    }

    /// Ends the stream: a last line without its end, and a last event without its blank line, count.
    public mutating func finish(into events: inout [SSEEvent]) {
        guard hasUnterminatedEvent() else { return }
        events.append(SSEEvent(type: type, data: held, id: id, isTerminated: false))
    }

    // MARK: - Events

    /// How long an event of one line may be that is taken here without this decoder; 0 unless an event may begin here.
    var plainEventBytes: Int {
        guard case .nothing = pending, line.isEmpty, !isFirstLine, !skipsLineFeed, pendingType == nil,
            exceededLimit == nil
        else { return 0 }
        return min(limits.lineBytes, limits.eventBytes)
    }

    /// Goes on to the end of the next event and leaves `index` after it; nil when the read is used up.
    ///
    /// All of a read must be gone through before the next one is begun.
    mutating func next(in bytes: Span<UInt8>, at index: inout Int) -> Payload? {
        forgetDelivered()
        while index < bytes.count, exceededLimit == nil {
            if skipsLineFeed {
                skipsLineFeed = false
                if bytes[index] == Self.lineFeed {
                    index += 1
                    continue
                }
            }
            let start = index
            let end = Self.lineEnd(in: bytes, from: start)
            guard end < bytes.count else {
                hold(bytes.extracting(start..<end))
                index = end
                break
            }
            index = end + 1
            skipsLineFeed = bytes[end] == Self.carriageReturn
            if complete(bytes, start..<end), let payload = dispatch() { return payload }
        }
        if case .inRead(let range) = pending { gather(bytes.extracting(range)) }
        return nil
    }

    /// Ends the stream; whether an event without its blank line is left, in `held`.
    mutating func hasUnterminatedEvent() -> Bool {
        forgetDelivered()
        guard exceededLimit == nil else { return false }
        if !line.isEmpty {
            let rest = line
            line = []
            _ = complete(rest.span, 0..<rest.count)
            if case .inRead(let range) = pending { gather(rest.span.extracting(range)) }
        }
        return dispatch() != nil
    }

    private mutating func forgetDelivered() {
        guard case .delivered = pending else { return }
        held.removeAll(keepingCapacity: true)
        pending = .nothing
    }

    private mutating func dispatch() -> Payload? {
        type = pendingType
        pendingType = nil
        switch pending {
        case .nothing, .delivered: return nil
        case .inRead(let range):
            pending = .nothing
            return .inRead(range)
        case .held:
            pending = .delivered
            return .held
        }
    }

    // MARK: - Lines

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Where the line that begins at `start` ends; the end of the bytes when that has not come.
    private static func lineEnd(in bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index + 8 <= bytes.count {
            let word = bytes.word(at: index)
            if word.hasByte(lineFeed) || word.hasByte(carriageReturn) { break }
            index += 8
        }
        while index < bytes.count, bytes[index] != lineFeed, bytes[index] != carriageReturn { index += 1 }
        return index
    }

    private mutating func hold(_ part: Span<UInt8>) {
        guard line.count + part.count <= limits.lineBytes else { return exceed(.lineBytes) }
        line.append(contentsOf: part)
    }

    /// Takes a line whose end has come; true for the blank line that ends an event.
    private mutating func complete(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard !line.isEmpty else {
            guard range.count <= limits.lineBytes else {
                exceed(.lineBytes)
                return false
            }
            return take(bytes, range)
        }
        hold(bytes.extracting(range))
        var whole: [UInt8] = []
        swap(&whole, &line)
        let isBlank = take(whole.span, 0..<whole.count)
        // The line's memory is not the read's: what it said of the event is copied.
        if case .inRead(let range) = pending { gather(whole.span.extracting(range)) }
        whole.removeAll(keepingCapacity: true)
        swap(&whole, &line)
        return isBlank
    }

    private mutating func exceed(_ limit: SSELimits.Name) {
        exceededLimit = limit
        line = []
        held = []
        pending = .nothing
    }

    // MARK: - Fields

    /// Takes the line that `range` is; true when it is blank.
    private mutating func take(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var range = range
        if isFirstLine {
            isFirstLine = false
            let line = bytes.extracting(range)
            let hasMark = line.count >= 3 && line[0] == 0xEF && line[1] == 0xBB && line[2] == 0xBF
            if hasMark { range = (range.lowerBound + 3)..<range.upperBound }
        }
        guard !range.isEmpty else { return true }
        if range.count >= 6, bytes.extracting(range.lowerBound..<(range.lowerBound + 6)).equals("data: ") {
            data((range.lowerBound + 6)..<range.upperBound, in: bytes)
            return false
        }
        var colon = range.lowerBound
        while colon < range.upperBound, bytes[colon] != UInt8(ascii: ":") { colon += 1 }
        var valueStart = min(colon + 1, range.upperBound)
        if valueStart < range.upperBound, bytes[valueStart] == 0x20 { valueStart += 1 }
        field(bytes.extracting(range.lowerBound..<colon), value: valueStart..<range.upperBound, in: bytes)
        return false
    }

    private mutating func field(_ name: Span<UInt8>, value range: Range<Int>, in bytes: Span<UInt8>) {
        let value = bytes.extracting(range)
        if name.equals("data") {
            data(range, in: bytes)
        } else if name.equals("event") {
            pendingType = value.isEmpty ? nil : String(lossy: value)
        } else if name.equals("id") {
            if !value.contains(0) { id = String(lossy: value) }
        } else if name.equals("retry") {
            let isDigits = !value.isEmpty && value.allSatisfy { (0x30...0x39).contains($0) }
            if isDigits { retryMilliseconds = Int(String(lossy: value)) ?? retryMilliseconds }
        }
    }

    private mutating func data(_ range: Range<Int>, in bytes: Span<UInt8>) {
        switch pending {
        case .nothing, .delivered:
            guard range.count < limits.eventBytes else { return exceed(.eventBytes) }
            pending = .inRead(range)
        case .inRead(let first):
            gather(bytes.extracting(first))
            gather(bytes.extracting(range))
        case .held: gather(bytes.extracting(range))
        }
    }

    /// Adds a `data` line to those held.
    private mutating func gather(_ value: Span<UInt8>) {
        if case .held = pending {
            guard held.count + value.count + 1 <= limits.eventBytes else { return exceed(.eventBytes) }
            held.append(Self.lineFeed)
        }
        held.append(contentsOf: value)
        pending = .held
    }
}
