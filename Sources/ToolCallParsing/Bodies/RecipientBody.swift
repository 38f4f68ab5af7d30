// SPDX-License-Identifier: Apache-2.0

/// A line that says who a message is for, and the message: text for `all`, else a function's arguments.
struct RecipientBody: CallBody {
    private var line: [UInt8] = []
    /// White space after the line, before it is known whether arguments follow.
    private var gap: [UInt8] = []
    private var isLineOver = false
    private var call: NamedBody?
    private let place: CallDialect.Place

    init(_ place: CallDialect.Place) {
        self.place = place
    }

    mutating func read(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress {
        // The marker is one that other text has too: nothing but a name may follow.
        guard place.isAdjacent else { return .refused([]) }
        while index < bytes.count {
            if call != nil { return call?.read(bytes, &index, &gate) ?? .ended }
            let byte = bytes[index]
            guard isLineOver else {
                if let progress = header(byte, &index, gate) { return progress }
                continue
            }
            if byte == UInt8(ascii: "{") {
                begin()
            } else if byte <= 0x20, gap.count < place.limits.openingBytes {
                gap.append(byte)
                index += 1
            } else {
                return .refused(line + gap)
            }
        }
        return .needsMore
    }

    private mutating func header(_ byte: UInt8, _ index: inout Int, _ gate: CallGate) -> BodyProgress? {
        if byte == 0x0A, !line.isEmpty {
            index += 1
            gap.append(byte)
            isLineOver = true
            let name = String(decoding: line, as: UTF8.self)
            if name == "all" { return .leads(to: .text) }
            if gate.catalog.resolve(name) != nil { begin() }
            return nil
        }
        let isWord =
            (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte &- UInt8(ascii: "0") <= 9
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        guard isWord, line.count < place.limits.openingBytes else { return .refused(line) }
        line.append(byte)
        index += 1
        return nil
    }

    private mutating func begin() {
        call = NamedBody(
            name: String(decoding: line, as: UTF8.self), markers: place.ends, expectsEnd: false,
            limits: place.limits)
    }

    mutating func beginObject(_ gate: inout CallGate) -> (CallObject, ArgumentStreaming) {
        call?.beginObject(&gate) ?? (CallObject(limit: 0), ArgumentStreaming())
    }

    mutating func endObject(
        _ object: CallObject, _ streaming: ArgumentStreaming, isCut: Bool, _ gate: inout CallGate
    ) -> BodyProgress {
        call?.endObject(object, streaming, isCut: isCut, &gate) ?? .needsMore
    }

    mutating func finish(_ gate: inout CallGate) -> [UInt8]? {
        call == nil ? line + gap : call?.finish(&gate)
    }
}
