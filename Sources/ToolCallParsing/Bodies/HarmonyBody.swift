// SPDX-License-Identifier: Apache-2.0

/// A Harmony message's header, and its arguments when it goes to a function:
/// `<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|>`.
struct HarmonyBody: CallBody {
    private static let messageMark = Array("<|message|>".utf8)
    /// Longer than any header that a tool's name allows.
    private static let headerBytes = 256

    private var header: [UInt8]
    private let openerLength: Int
    private var call: NamedBody?
    private let place: CallDialect.Place

    init(_ place: CallDialect.Place) {
        self.place = place
        header = Array(place.opener.utf8)
        openerLength = header.count
    }

    mutating func read(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) -> BodyProgress {
        while index < bytes.count {
            if call != nil {
                return call?.read(bytes, &index, &gate) ?? .ended
            }
            header.append(bytes[index])
            index += 1
            if header.count > Self.headerBytes { return .refused(Array(header.dropFirst(openerLength))) }
            guard header.suffix(Self.messageMark.count).elementsEqual(Self.messageMark) else { continue }
            if let lead = readHeader() { return .leads(to: lead) }
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

    /// Where the header leads; nil when it is to a call.
    private mutating func readHeader() -> Lead? {
        let text = String(decoding: header.dropLast(Self.messageMark.count), as: UTF8.self)
        if let name = Self.recipient(in: text) {
            call = NamedBody(name: name, markers: place.ends, expectsEnd: false, limits: place.limits)
            return nil
        }
        return text.firstRange(of: "<|channel|>analysis") == nil
            ? .text : .reasoning(ReasoningMarkers.harmony)
    }

    /// The function that a message goes to: `to=functions.f`, in whatever part of the header.
    private static func recipient(in header: String) -> String? {
        guard let mark = header.firstRange(of: " to=") else { return nil }
        let rest = header[mark.upperBound...]
        let word = rest.prefix { $0 != " " && $0 != "<" }
        let name = word.hasPrefix("functions.") ? word.dropFirst("functions.".count) : word
        return name.isEmpty || name == "user" || name == "assistant" ? nil : String(name)
    }

    mutating func finish(_ gate: inout CallGate) -> [UInt8]? {
        if call != nil { return call?.finish(&gate) }
        return looksLikeHeader ? nil : Array(header.dropFirst(openerLength))
    }

    /// A header that was cut off is markup; anything else after its marker is text.
    private var looksLikeHeader: Bool {
        let text = String(decoding: header.dropFirst(openerLength), as: UTF8.self)
        let words = ["assistant", "analysis", "commentary", "final", "functions."]
        return text.isEmpty || words.contains { $0.hasPrefix(text) || text.hasPrefix($0) }
    }
}
