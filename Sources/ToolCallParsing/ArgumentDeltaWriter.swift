// SPDX-License-Identifier: Apache-2.0

import JSON

/// Writes arguments as they come in, such that what is written is a prefix of the arguments as they end up.
///
/// That is: without white space, escaped as `JSONWriter` does, and coerced as the tool's schema has it. A
/// member is written when its value is complete; only strings that need no coercion flow through as they
/// grow. From the first irregularity on everything is held, for only the whole can then be put right.
struct ArgumentDeltaWriter: Sendable {
    /// What has become certain and was not taken yet.
    var output: [UInt8] = []
    private let types: ArgumentTypes
    /// Names may lack their quotes: they are written anew anyway.
    private var scanner = JSONScanner(tolerating: .bareNames)
    private(set) var isHeld = false
    private var names: Set<String> = []
    private var name = ""
    /// The raw bytes of the name or value being read; of a flowing string those not written yet.
    private var captured: [UInt8] = []
    private var isCapturing = false
    private var isFlowing = false

    init(tool: CallableTool?) {
        types = ArgumentTypes(tool)
        isHeld = !types.areTold
    }

    /// Writes nothing more.
    mutating func hold() {
        isHeld = true
    }

    // MARK: - Whole members

    /// A member that is complete.
    mutating func write(_ name: String, _ value: JSONValue, isUntyped: Bool) {
        guard !isHeld else { return }
        guard let coerced = types.coerce(value, of: name, isUntyped: isUntyped) else { return hold() }
        guard beginMember(name) else { return }
        output.append(contentsOf: coerced.jsonBytes())
    }

    /// False when the name was there before: which value counts is known only at the end.
    private mutating func beginMember(_ name: String) -> Bool {
        guard names.insert(name).inserted else {
            hold()
            return false
        }
        output.append(names.count == 1 ? UInt8(ascii: "{") : UInt8(ascii: ","))
        output.append(contentsOf: JSONValue.string(name).jsonBytes())
        output.append(UInt8(ascii: ":"))
        return true
    }

    // MARK: - Bare text

    /// Begins a member whose value is text that will be a string; false when that is not certain.
    mutating func beginText(_ name: String, isString: Bool) -> Bool {
        guard !isHeld, isString ? types.keepsStrings(of: name) : types.takesOnlyStrings(for: name),
            beginMember(name)
        else { return false }
        output.append(UInt8(ascii: "\""))
        captured = []
        return true
    }

    /// More of such a text.
    mutating func writeText(_ bytes: ArraySlice<UInt8>) {
        guard !isHeld else { return }
        captured += bytes
        let count = captured.count - UTF8Border.incompleteSuffix(of: captured.span)
        let valid = UTF8Border.validPrefix(of: captured.span.extracting(first: count))
        let text = JSONValue.string(String(decoding: captured[..<valid], as: UTF8.self))
        output.append(contentsOf: text.jsonBytes().dropFirst().dropLast())
        captured.removeFirst(valid)
        // What becomes of text that is not UTF-8 is told when the whole is read.
        if valid < count { hold() }
    }

    /// The end of such a text.
    mutating func endText() {
        guard !isHeld else { return }
        guard captured.isEmpty else { return hold() }
        output.append(UInt8(ascii: "\""))
    }

    // MARK: - JSON text

    /// The next bytes of the arguments' JSON text.
    mutating func write(_ bytes: Span<UInt8>) {
        guard !isHeld, !pass(bytes) else { return }
        var index = 0
        while index < bytes.count, !isHeld, !scanner.isComplete {
            let start = index
            let token = scanner.next(in: bytes, at: &index)
            if isCapturing { captured.append(contentsOf: bytes.extracting(start..<index)) }
            take(token, last: index > 0 ? bytes[index - 1] : 0)
        }
        if isFlowing, !isHeld { flow(isOver: false) }
    }

    /// Writes bytes that are nothing but more of a flowing string and need no escape; false when they are not.
    private mutating func pass(_ bytes: Span<UInt8>) -> Bool {
        guard isFlowingFreely, case .canonical = StringContent(bytes) else { return false }
        output.append(contentsOf: bytes)
        return true
    }

    /// Whether a string is being written and nothing is held of it.
    var isFlowingFreely: Bool { isFlowing && captured.isEmpty && scanner.isInContent && !isHeld }

    private mutating func take(_ token: JSONScanner.Token, last: UInt8) {
        switch token {
        case .fault:
            // What came before it is as certain as if it had come in a chunk of its own.
            if isFlowing { flow(isOver: false) }
            hold()
        case .arrayStart where scanner.depth == 1: hold()
        case .stringStart where scanner.depth == 0, .scalarStart where scanner.depth == 0: hold()
        case .nameStart where scanner.depth == 1: begin(with: last)
        case .nameEnd where scanner.depth == 1: endName()
        case .stringStart where scanner.depth == 1: beginString(last)
        case .scalarStart where scanner.depth == 1, .objectStart where scanner.depth == 2,
            .arrayStart where scanner.depth == 2:
            begin(with: last)
        case .stringEnd where scanner.depth == 1 && isFlowing: flow(isOver: true)
        case .stringEnd where scanner.depth == 1, .scalarEnd where scanner.depth == 1,
            .objectEnd where scanner.depth == 1, .arrayEnd where scanner.depth == 1:
            endValue()
        default: break
        }
    }

    private mutating func begin(with byte: UInt8) {
        captured = [byte]
        isCapturing = true
    }

    private mutating func endName() {
        name = LenientText.word(captured[...])
        isCapturing = false
    }

    private mutating func beginString(_ quote: UInt8) {
        guard types.keepsStrings(of: name) else { return begin(with: quote) }
        guard beginMember(name) else { return }
        output.append(quote)
        captured = []
        isCapturing = true
        isFlowing = true
    }

    private mutating func endValue() {
        isCapturing = false
        // What the reader has against the value is told when the whole is read; here it only stops the flow.
        guard let value = try? JSONValue(parsing: captured) else { return hold() }
        write(name, value, isUntyped: false)
    }

    /// Writes as much of a string as no later byte can change.
    private mutating func flow(isOver: Bool) {
        if isOver { captured.removeLast() }
        let count = isOver ? captured.count : Self.certainCount(captured)
        if case .canonical = StringContent(captured.span.extracting(first: count)) {
            output.append(contentsOf: captured[..<count])
        } else {
            var index = 0
            while index < count, !isHeld { flow(&index, to: count) }
        }
        guard !isHeld else { return }
        captured.removeFirst(count)
        guard isOver else { return }
        output.append(UInt8(ascii: "\""))
        isFlowing = false
        isCapturing = false
    }

    /// Writes the run of plain content or the escape at `index`, and holds the rest when it is broken.
    private mutating func flow(_ index: inout Int, to end: Int) {
        if captured[index] == UInt8(ascii: "\\") {
            let length = Self.escapeLength(captured[index..<end]) ?? 0
            let escape = captured[index..<min(end, index + length)]
            let quoted = [UInt8(ascii: "\"")] + escape + [UInt8(ascii: "\"")]
            // What the reader has against the text is told when the whole is read.
            guard let text = (try? JSONValue(parsing: quoted))?.string, !text.isEmpty else { return hold() }
            output.append(contentsOf: JSONValue.string(text).jsonBytes().dropFirst().dropLast())
            index += length
        } else {
            let stop = captured[index..<end].firstIndex(of: UInt8(ascii: "\\")) ?? end
            // Without escapes the text is already as the writer would write it, as far as it is UTF-8.
            let valid = UTF8Border.validPrefix(of: captured.span.extracting(index..<stop))
            output.append(contentsOf: captured[index..<(index + valid)])
            if index + valid < stop { hold() }
            index = stop
        }
    }

    /// How many bytes at the start hold only whole scalars and whole escapes.
    private static func certainCount(_ bytes: [UInt8]) -> Int {
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            guard let length = escapeLength(bytes[index...]), index + length <= bytes.count else {
                return index
            }
            index += length
        }
        return index - UTF8Border.incompleteSuffix(of: bytes.span)
    }

    /// The length of the escape at the start, of both halves for a surrogate pair; nil when it cannot be told
    /// yet.
    private static func escapeLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= 2 else { return nil }
        let start = bytes.startIndex
        guard bytes[start + 1] == UInt8(ascii: "u") else { return 2 }
        guard bytes.count >= 6 else { return nil }
        let isHigh = bytes[start + 2] | 0x20 == UInt8(ascii: "d") && "89abAB".utf8.contains(bytes[start + 3])
        return isHigh ? 12 : 6
    }
}
