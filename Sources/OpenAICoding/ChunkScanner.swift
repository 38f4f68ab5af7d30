// SPDX-License-Identifier: Apache-2.0

import ChatModel

/// Reads the chunks that come by the thousand straight from their bytes.
///
/// It knows the plain shape of a chunk: choices with a delta of text, reasoning or calls, and a finish reason. Of
/// anything else, be it an error, usage, a name written twice, half a surrogate or bytes that are no JSON, it says
/// nothing; `ChatDeltaDecoder` then reads the chunk by way of its JSON value. Both ways give the same deltas.
struct ChunkScanner {
    /// What a choice brought, to be told in the order of `ChatDeltaDecoder` whatever the order of its members.
    private struct Choice {
        var isFirst = true
        var content: Range<Int>?
        var reasoningContent: Range<Int>?
        var reasoning: Range<Int>?
        var calls: [ToolCallDelta] = []
        var finishReason: Range<Int>?
    }

    /// The values of members that mean nothing once the stream has begun, such as the chunk's own time.
    private(set) var free: [Range<Int>] = []
    /// Whether a finish reason has come.
    private(set) var hasFinishReason = false
    /// How many deltas the chunk made.
    private var count = 0
    /// The content between the quotes of the text, reasoning or arguments read last.
    private var lastText: Range<Int>?
    private var cursor = JSONCursor()
    /// Whether the stream's identity is known, so that a chunk's own says nothing new.
    private(set) var hasStarted: Bool

    /// - Parameter hasStarted: whether an earlier chunk has told the stream's identity.
    init(hasStarted: Bool) {
        self.hasStarted = hasStarted
    }

    /// Reads one chunk; false when it is not of the plain shape, and `deltas` may then have got anything.
    mutating func read(_ bytes: Span<UInt8>, into deltas: inout [ChatDelta]) -> Bool {
        guard case .object? = cursor.value(bytes) else { return false }
        let start = deltas.count
        var identity = ChatStreamIdentity(id: "", model: "", created: 0)
        var id: String?
        var seen = 0
        var isFirst = true
        while let name = member(bytes, &isFirst) {
            switch name {
            case .end:
                guard cursor.isAtEnd(bytes) else { return false }
                if let id {
                    identity.id = id
                    hasStarted = true
                    deltas.insert(.start(identity), at: start)
                }
                return true
            case .choices: guard isNew(1, &seen), choices(bytes, into: &deltas) else { return false }
            case .object, .type: guard isNoError(bytes) else { return false }
            case .error, .usage: guard isNull(bytes) else { return false }
            case .id where !hasStarted:
                guard isNew(2, &seen), string(bytes, &id) != nil else { return false }
            case .model where !hasStarted:
                guard isNew(4, &seen), self.name(of: &identity.model, bytes) else { return false }
            case .created where !hasStarted:
                guard isNew(8, &seen), time(bytes, &identity.created) else { return false }
            case .id, .created: guard passOver(bytes) else { return false }
            default: guard cursor.skip(bytes) else { return false }
            }
        }
        return false
    }

    /// Passes over a value that the next chunk may well have another one of.
    private mutating func passOver(_ bytes: Span<UInt8>) -> Bool {
        switch cursor.value(bytes) {
        case .string(let range)?, .number(let range)?: free.append(range)
        case .null?, .bool?: break
        case .object?, .array?, nil: return false
        }
        return true
    }

    private mutating func name(of model: inout String, _ bytes: Span<UInt8>) -> Bool {
        var text: String?
        guard string(bytes, &text) != nil else { return false }
        if let text { model = text }
        return true
    }

    private mutating func time(_ bytes: Span<UInt8>, _ seconds: inout Int) -> Bool {
        switch cursor.value(bytes) {
        case .number(let digits)?:
            guard let value = Self.integer(bytes.extracting(digits)) else { return false }
            seconds = value
            return true
        case .null?: return true
        default: return false
        }
    }

    /// The one text of a chunk that said nothing but that, for `ChunkTemplate`.
    var onlyText: Range<Int>? { count == 1 && !hasFinishReason ? lastText : nil }

    // MARK: - Choices

    private mutating func choices(_ bytes: Span<UInt8>, into deltas: inout [ChatDelta]) -> Bool {
        guard case .array? = cursor.value(bytes) else { return false }
        var isFirst = true
        while let goesOn = cursor.element(bytes, isFirst: &isFirst) {
            guard goesOn else { return true }
            guard case .object? = cursor.value(bytes), let choice = choice(bytes),
                tell(choice, bytes, into: &deltas)
            else { return false }
        }
        return false
    }

    private mutating func choice(_ bytes: Span<UInt8>) -> Choice? {
        var choice = Choice()
        var seen = 0
        var isFirst = true
        while let name = member(bytes, &isFirst) {
            switch name {
            case .end: return choice
            case .index:
                guard isNew(1, &seen), case .number(let digits)? = cursor.value(bytes),
                    let index = Self.integer(bytes.extracting(digits))
                else { return nil }
                choice.isFirst = index == 0
            case .delta:
                guard isNew(2, &seen), case .object? = cursor.value(bytes), delta(bytes, &choice) else {
                    return nil
                }
            case .finishReason:
                guard isNew(4, &seen) else { return nil }
                switch cursor.value(bytes) {
                case .string(let range)?: choice.finishReason = range
                case .null?: break
                default: return nil
                }
            case .message, .error: guard isNull(bytes) else { return nil }
            case .object, .type: guard isNoError(bytes) else { return nil }
            default: guard cursor.skip(bytes) else { return nil }
            }
        }
        return nil
    }

    private mutating func delta(_ bytes: Span<UInt8>, _ choice: inout Choice) -> Bool {
        var seen = 0
        var isFirst = true
        while let name = member(bytes, &isFirst) {
            switch name {
            case .end: return true
            case .content: guard isNew(1, &seen), text(bytes, &choice.content) else { return false }
            case .reasoningContent:
                guard isNew(2, &seen), text(bytes, &choice.reasoningContent) else { return false }
            case .reasoning: guard isNew(4, &seen), text(bytes, &choice.reasoning) else { return false }
            case .toolCalls: guard isNew(8, &seen), calls(bytes, &choice.calls) else { return false }
            case .refusal, .functionCall: guard isNull(bytes) else { return false }
            default: guard cursor.skip(bytes) else { return false }
            }
        }
        return false
    }

    /// Tells what a choice brought; false when a text in it needs more care.
    private mutating func tell(
        _ choice: Choice, _ bytes: Span<UInt8>, into deltas: inout [ChatDelta]
    ) -> Bool {
        guard choice.isFirst else { return true }
        if let range = choice.reasoningContent ?? choice.reasoning {
            guard let text = JSONText.string(bytes, range) else { return false }
            deltas.append(.reasoning(text))
            (count, lastText) = (count + 1, range)
        }
        if let range = choice.content {
            guard let text = JSONText.string(bytes, range) else { return false }
            deltas.append(.content(text))
            (count, lastText) = (count + 1, range)
        }
        for call in choice.calls { deltas.append(.toolCall(call)) }
        count += choice.calls.count
        if let range = choice.finishReason, !range.isEmpty {
            guard let reason = JSONText.string(bytes, range) else { return false }
            deltas.append(.finish(reason == "function_call" ? .toolCalls : FinishReason(name: reason)))
            hasFinishReason = true
        }
        return true
    }

    // MARK: - Calls

    private mutating func calls(_ bytes: Span<UInt8>, _ calls: inout [ToolCallDelta]) -> Bool {
        switch cursor.value(bytes) {
        case .null?: return true
        case .array?: break
        default: return false
        }
        var isFirst = true
        while let goesOn = cursor.element(bytes, isFirst: &isFirst) {
            guard goesOn else { return true }
            guard case .object? = cursor.value(bytes), let call = call(bytes) else { return false }
            if call != ToolCallDelta(index: call.index) { calls.append(call) }
        }
        return false
    }

    private mutating func call(_ bytes: Span<UInt8>) -> ToolCallDelta? {
        var call = ToolCallDelta()
        var seen = 0
        var isFirst = true
        while let name = member(bytes, &isFirst) {
            switch name {
            // Without `function` the call's own members stand for it, which is not the plain shape.
            case .end: return seen & 4 == 0 ? nil : call
            case .index:
                guard isNew(1, &seen), case .number(let digits)? = cursor.value(bytes),
                    let index = Self.integer(bytes.extracting(digits))
                else { return nil }
                call.index = index
            case .id: guard isNew(2, &seen), string(bytes, &call.id) != nil else { return nil }
            case .function:
                guard isNew(4, &seen), case .object? = cursor.value(bytes), function(bytes, &call) else {
                    return nil
                }
            default: guard cursor.skip(bytes) else { return nil }
            }
        }
        return nil
    }

    private mutating func function(_ bytes: Span<UInt8>, _ call: inout ToolCallDelta) -> Bool {
        var seen = 0
        var isFirst = true
        while let name = member(bytes, &isFirst) {
            switch name {
            case .end: return true
            case .name: guard isNew(1, &seen), string(bytes, &call.name) != nil else { return false }
            case .arguments:
                guard isNew(2, &seen), let found = string(bytes, &call.arguments) else { return false }
                if call.arguments != nil { lastText = found }
            default: guard cursor.skip(bytes) else { return false }
            }
        }
        return false
    }

    // MARK: - Members and values

    /// Notes that a member has come; false when it had come before.
    private func isNew(_ bit: Int, _ seen: inout Int) -> Bool {
        defer { seen |= bit }
        return seen & bit == 0
    }

    /// The next member of the object that is open; nil when the chunk is not of the plain shape.
    private mutating func member(_ bytes: Span<UInt8>, _ isFirst: inout Bool) -> ChunkName? {
        switch cursor.member(bytes, isFirst: &isFirst) {
        case .named(let range)?: ChunkName(bytes.extracting(range))
        case .end?: .end
        case nil: nil
        }
    }

    private mutating func isNull(_ bytes: Span<UInt8>) -> Bool {
        if case .null? = cursor.value(bytes) { true } else { false }
    }

    /// Passes over a value that must not be the string `error`.
    private mutating func isNoError(_ bytes: Span<UInt8>) -> Bool {
        switch cursor.value(bytes) {
        case .string(let range)?:
            let text = bytes.extracting(range)
            return !text.equals("error") && !text.contains(UInt8(ascii: "\\"))
        case .null?: return true
        default: return false
        }
    }

    /// A string, or null.
    private mutating func text(_ bytes: Span<UInt8>, _ range: inout Range<Int>?) -> Bool {
        switch cursor.value(bytes) {
        case .string(let found)?:
            if !found.isEmpty { range = found }
            return true
        case .null?: return true
        default: return false
        }
    }

    /// Reads a string, or null; returns where it is, or an empty range for null, or nil when it is neither.
    private mutating func string(_ bytes: Span<UInt8>, _ text: inout String?) -> Range<Int>? {
        switch cursor.value(bytes) {
        case .string(let range)?:
            text = JSONText.string(bytes, range)
            return text == nil ? nil : range
        case .null?: return 0..<0
        default: return nil
        }
    }

    /// The value of at most eighteen plain digits.
    private static func integer(_ digits: Span<UInt8>) -> Int? {
        guard digits.count <= 18 else { return nil }
        var value = 0
        for index in 0..<digits.count {
            let digit = digits[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}
