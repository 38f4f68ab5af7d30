// SPDX-License-Identifier: Apache-2.0

/// A header that ends in the token for what follows it: `f<|content_invoke_tool_json|>{"name":"f","args":{}}`.
struct InklingBody: CallBody {
    private static let tokenEnd = Array("|>".utf8)
    /// Longer than any header that a tool's name allows.
    private static let headerBytes = 128

    private var header: [UInt8] = []
    private var call: JSONBody?
    private let place: CallDialect.Place

    init(_ place: CallDialect.Place) {
        self.place = place
    }

    mutating func read(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress {
        while index < bytes.count {
            if call != nil { return call?.read(bytes, &index, &gate) ?? .ended }
            header.append(bytes[index])
            index += 1
            if header.count > Self.headerBytes { return .refused(header) }
            guard header.suffix(Self.tokenEnd.count).elementsEqual(Self.tokenEnd) else { continue }
            let text = String(decoding: header, as: UTF8.self)
            guard let start = text.firstRange(of: "<|content_") else { return .refused(header) }
            let kind = text[start.upperBound...]
            guard kind.hasPrefix("invoke_tool") else {
                return .leads(to: kind.hasPrefix("thinking") ? .reasoning(ReasoningMarkers.inkling) : .text)
            }
            call = JSONBody(markers: place.ends, expectsEnd: true, limits: place.limits)
        }
        return .needsMore
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
        call == nil ? header : call?.finish(&gate)
    }
}
