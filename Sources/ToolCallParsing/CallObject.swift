// SPDX-License-Identifier: Apache-2.0

import JSON

/// A JSON object that is, or may be, a call: its bytes so far and where its parts lie in them.
struct CallObject: Sendable {
    /// What came to light; the caller decides and goes on feeding.
    enum Progress: Sendable, Equatable {
        case needsMore
        /// A member's name begins at the object's own level.
        case memberBegan
        /// The value of a part begins; for a name or an id it must be a string to count.
        case partBegan(Part)
        case partEnded(Part)
        case complete
        case fault(JSONError.Reason)
    }

    /// The members that make a call, and the others.
    enum Part: Sendable, Equatable {
        case name
        case arguments
        case id
        case other
    }

    /// Where in the object the call's parts are.
    enum Layout: Sendable {
        /// Name, arguments and id are members.
        case members
        /// The first member is the call, its key the name.
        case keyed
        /// The whole object is the arguments.
        case arguments
    }

    private var kept = GrowingBytes()
    private(set) var name: String?
    /// The key that the name stood under.
    private(set) var nameKey: String?
    private(set) var id: String?
    /// Where the arguments' value lies; open-ended while it is being read.
    private(set) var argumentsStart: Int?
    private(set) var argumentsEnd: Int?
    /// How long the whole has become, kept bytes or not.
    private(set) var length = 0
    private(set) var isOversize = false
    var irregularities: JSONScanner.Tolerance { scanner.irregularities }
    var depth: Int { scanner.depth }
    var isInString: Bool { scanner.isInString }

    private(set) var scanner: JSONScanner
    private let limit: Int
    let layout: Layout
    private var keyStart = 0
    /// The member's name now being read, or read last, has no quotes.
    private(set) var hasBareKey = false
    private var key = ""
    private var valueStart = 0
    private var valueIsString = false

    init(limit: Int, layout: Layout = .members) {
        self.limit = limit
        self.layout = layout
        scanner = JSONScanner(tolerating: .all)
        if layout == .arguments { argumentsStart = 0 }
    }

    /// The bytes so far, as far as the limit allows.
    var bytes: ArraySlice<UInt8> { kept.slice }
    /// How many bytes are kept.
    var count: Int { kept.count }

    var isComplete: Bool { scanner.isComplete }

    /// Nothing but the closing brace is missing.
    var lacksOnlyBrace: Bool { depth == 1 && !isInString && arguments != nil }

    /// The text of the arguments, when their value is complete.
    var arguments: ArraySlice<UInt8>? {
        guard let argumentsStart, let argumentsEnd else { return nil }
        return bytes[argumentsStart..<argumentsEnd]
    }

    /// Whether `count` bytes more can be taken as content of a string, if that is what they are.
    @inline(__always)
    func hasRoom(for count: Int) -> Bool {
        (scanner.isInContent || scanner.isAtEscapedByte) && length + count <= limit
    }

    /// Whether the next byte is the letter of an escape.
    var isAtEscapedByte: Bool { scanner.isAtEscapedByte }

    /// Takes bytes that are nothing but content of the string that is open.
    @inline(__always)
    mutating func take(content: Span<UInt8>, endsInEscape: Bool) {
        scanner.passContent(endsInEscape: endsInEscape)
        length += content.count
        kept.append(content)
    }

    /// Takes bytes until something comes to light or they are used up.
    mutating func feed(_ input: Span<UInt8>, _ index: inout Int) -> Progress {
        while true {
            let start = index
            let token = scanner.next(in: input, at: &index)
            keep(input.extracting(start..<index))
            switch token {
            case .needsMore: return .needsMore
            case .fault(let reason): return .fault(reason)
            default: break
            }
            if let progress = progress(at: token) { return progress }
        }
    }

    private mutating func keep(_ consumed: Span<UInt8>) {
        length += consumed.count
        guard length <= limit else {
            isOversize = true
            return kept.append(consumed.extracting(first: limit - kept.count))
        }
        kept.append(consumed)
    }

    private mutating func progress(at token: JSONScanner.Token) -> Progress? {
        guard !isOversize, layout != .arguments else {
            guard token == .objectEnd, scanner.depth == 0 else { return nil }
            if layout == .arguments { argumentsEnd = count }
            return .complete
        }
        switch token {
        case .nameStart where scanner.depth == 1:
            keyStart = count - 1
            hasBareKey = kept[keyStart] != UInt8(ascii: "\"") && kept[keyStart] != UInt8(ascii: "'")
            return .memberBegan
        case .nameEnd where scanner.depth == 1:
            key = LenientText.word(bytes[keyStart...])
            return nil
        case .stringStart where scanner.depth == 1: return beginValue(isString: true)
        case .scalarStart where scanner.depth == 1: return beginValue(isString: false)
        case .objectStart where scanner.depth == 2: return beginValue(isString: false)
        case .arrayStart where scanner.depth == 2: return beginValue(isString: false)
        case .stringEnd where scanner.depth == 1: return endValue()
        case .scalarEnd where scanner.depth == 1: return endValue()
        case .arrayEnd where scanner.depth == 1: return endValue()
        case .objectEnd where scanner.depth == 1: return endValue()
        case .objectEnd where scanner.depth == 0: return .complete
        default: return nil
        }
    }

    private var part: Part {
        if layout == .keyed { return name == nil || name == key ? .arguments : .other }
        return switch key {
        case "action", "name", "tool_name", "function", "tool": .name
        case "params", "arguments", "parameters", "args": .arguments
        case "id", "tool_call_id", "call_id": .id
        default: .other
        }
    }

    private mutating func beginValue(isString: Bool) -> Progress {
        valueStart = count - 1
        valueIsString = isString
        if part == .arguments {
            argumentsStart = valueStart
            argumentsEnd = nil
            if layout == .keyed { name = key }
        }
        return .partBegan(part)
    }

    private mutating func endValue() -> Progress {
        switch part {
        case .arguments:
            argumentsEnd = count
        case .name where valueIsString && (nameKey == nil || (key == "action" && nameKey != "action")):
            name = LenientText.word(bytes[valueStart...])
            nameKey = key
        case .id where valueIsString:
            id = LenientText.word(bytes[valueStart...])
        default:
            break
        }
        return .partEnded(part)
    }

    /// Whether the value now being read, or read last, is a string.
    var isAtString: Bool { valueIsString }
    /// The key of the value now being read, or read last.
    var currentKey: String { key }
}
