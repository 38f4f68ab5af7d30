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

    private(set) var bytes: [UInt8] = []
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
    private var keyStart = 0
    /// The member's name now being read, or read last, has no quotes.
    private(set) var hasBareKey = false
    private var key = ""
    private var valueStart = 0
    private var firstKey: String?
    private var firstValue: Range<Int>?
    private var valueIsString = false

    init(limit: Int, tolerating tolerance: JSONScanner.Tolerance = .all) {
        self.limit = limit
        scanner = JSONScanner(tolerating: tolerance)
    }

    /// Nothing but the closing brace is missing.
    var lacksOnlyBrace: Bool { depth == 1 && !isInString && arguments != nil }

    /// The text of the arguments, when their value is complete.
    var arguments: ArraySlice<UInt8>? {
        guard let argumentsStart, let argumentsEnd else { return nil }
        return bytes[argumentsStart..<argumentsEnd]
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
            return
        }
        for index in 0..<consumed.count { bytes.append(consumed[index]) }
    }

    private mutating func progress(at token: JSONScanner.Token) -> Progress? {
        guard !isOversize else { return token == .objectEnd && scanner.depth == 0 ? .complete : nil }
        switch token {
        case .nameStart where scanner.depth == 1:
            keyStart = bytes.count - 1
            hasBareKey = bytes[keyStart] != UInt8(ascii: "\"") && bytes[keyStart] != UInt8(ascii: "'")
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
        switch key {
        case "action", "name", "tool_name", "function", "tool": .name
        case "params", "arguments", "parameters", "args": .arguments
        case "id", "tool_call_id", "call_id": .id
        default: .other
        }
    }

    private mutating func beginValue(isString: Bool) -> Progress {
        valueStart = bytes.count - 1
        valueIsString = isString
        if part == .arguments {
            argumentsStart = valueStart
            argumentsEnd = nil
        }
        return .partBegan(part)
    }

    /// The object's first member, its value as JSON text.
    var firstMember: (name: String, value: ArraySlice<UInt8>)? {
        guard let firstKey, let firstValue else { return nil }
        return (firstKey, bytes[firstValue])
    }

    private mutating func endValue() -> Progress {
        if firstKey == nil {
            firstKey = key
            firstValue = valueStart..<bytes.count
        }
        switch part {
        case .arguments:
            argumentsEnd = bytes.count
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
