// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON

/// The state machine over a message's visible text.
///
/// It finds markers, fences and bare objects a byte at a time and lets everything else through in runs.
struct ContentMachine: Sendable {
    /// What the next byte is part of.
    enum Mode: Sendable {
        /// Visible text, in which markers count.
        case text
        /// A line that begins like a fence; held.
        case fenceLine
        /// White space after a fence line, before the block's first content; held.
        case fenceContent
        /// A fenced block without a call: text up to the closing fence.
        case fenced
        /// Inline code that begins with a marker: text up to the closing backtick.
        case quoted
        /// A bare object that may be a call; held.
        case candidate
        /// A bare list that may hold calls; held.
        case list
        /// A bare object that is a call.
        case object
        /// What follows the place where such an object broke, up to its last brace.
        case wreck
        /// A bare object that is no call: text, and so is all that it contains.
        case data
        case reasoning
        /// White space after an opening marker; held.
        case opening
        /// After an opening marker something stands that is no body; held.
        case unsure
        /// Between an opening marker and its end.
        case body
        /// An object within such a body.
        case bodyObject
    }

    /// A fence line's character and length.
    struct Fence: Sendable {
        var character: UInt8
        var length = 1
    }

    /// The longest chunk that is looked over before it is read.
    ///
    /// Several tokens' worth; in longer ones something special is likely, and the look was for nothing.
    private static let tokenBytes = 32

    let grammar: Grammar
    let limits: ParsingLimits
    private let sendsDeltas: Bool
    var mode = Mode.text
    /// The markers being matched, and how far.
    var trie: MarkerTrie
    var node: MarkerTrie.Node = 0
    /// White space at the start of a segment, dropped if a call follows.
    var leading: [UInt8] = []
    var isAtSegmentStart = true
    /// Nothing visible has come since the last markup, or at all: stray end markers are markup here.
    var isAfterCall = true
    /// Reasoning has just ended: the answer may be wrapped.
    var isAfterReasoning = false
    /// The answer is wrapped, and its end tag is markup.
    private var isInAnswer = false
    /// A call was over before its end marker, which is markup when it comes after all.
    var isEndOwed = false
    /// A bare call has just ended: a brace too many may follow.
    var mayHaveBrace = false
    /// How many bytes have been looked at, those looked at again included: what the cost is measured by.
    private(set) var consumedBytes = 0
    var line = LinePosition()
    /// Held bytes of the fence line, or those after an opening marker.
    var held: [UInt8] = []
    var fence = Fence(character: 0)
    /// The fence whose opening line was dropped because a call follows it.
    var callFence: Fence?
    /// Where a closing fence stands: how many of its characters, or -1 after them.
    var closingRun = 0
    var object = CallObject(limit: 0)
    var streaming = ArgumentStreaming()
    /// The candidate's arguments came before its name.
    var isAwaitingName = false
    var isFenced = false
    /// The candidate stands in a bare list.
    var isListed = false
    /// Where in the held bytes the list begins.
    var listStart = 0
    var wreckDepth = 0
    var lastWreckByte: UInt8 = 0
    var data = JSONScanner()
    var reasoningNumber = 0
    var opener: Marker?
    var dialect = 0
    var body: (any CallBody)?
    var matcher: MarkerMatcher

    init(_ options: ToolCallParser.Options) {
        grammar = Grammar.of(options.format)
        limits = options.limits
        sendsDeltas = options.emitsArgumentDeltas
        trie = grammar.text
        matcher = MarkerMatcher(grammar.text)
        if options.reasoningOpen { beginReasoning(0) }
    }

    /// Whether the text so far has ended inside reasoning.
    var isReasoning: Bool { mode == .reasoning }

    /// Takes a chunk that only goes on with what it finds, as nearly all of them do.
    ///
    /// - Parameters:
    ///   - bytes: the chunk.
    ///   - isWithinScalar: the text before it ended in the middle of a scalar.
    ///   - events: where the event goes.
    /// - Returns: false when there may be more to it; none of it is taken then.
    @inline(__always)
    mutating func takeToken(
        _ bytes: Span<UInt8>, isWithinScalar: Bool, into events: inout [ChatEvent]
    ) -> Bool {
        guard bytes.count <= Self.tokenBytes else { return false }
        switch mode {
        case .text:
            guard node == 0, !isAtSegmentStart, !isWithinScalar,
                grammar.special.isDisjoint(with: bytes)
            else { return false }
            guard !bytes.isEmpty else { return true }
            line.advance(over: bytes)
            // No byte is special, so all are below 0x80: the span is UTF-8.
            events.append(.text(String(copying: UTF8Span(unchecked: bytes, isKnownASCII: true))))
        case .object, .bodyObject:
            return takeContent(bytes, into: &events)
        default:
            return false
        }
        consumedBytes += bytes.count
        return true
    }

    /// Takes a chunk within a string of a call, as nearly all chunks of long arguments are.
    @inline(__always)
    private mutating func takeContent(_ bytes: Span<UInt8>, into events: inout [ChatEvent]) -> Bool {
        guard object.hasRoom(for: bytes.count) else { return false }
        let content = StringContent(bytes, beginsInEscape: object.isAtEscapedByte)
        if case .unclear = content { return false }
        if sendsDeltas, !streaming.isSilent {
            guard case .canonical = content, streaming.isFlowing(at: object.count) else { return false }
            streaming.pass(bytes, into: &events)
        }
        object.take(content: bytes, endsInEscape: content == .cut)
        consumedBytes += bytes.count
        return true
    }

    /// Takes text: any cut, any bytes.
    mutating func consume(_ bytes: Span<UInt8>, _ gate: inout CallGate) {
        consumedBytes += bytes.count
        var index = 0
        while index < bytes.count {
            switch mode {
            case .object: readObject(bytes, &index, &gate)
            case .bodyObject: readBodyObject(bytes, &index, &gate)
            default: step(bytes, &index, &gate)
            }
        }
    }

    // A function of its own, so that the frame in which arguments are read stays small.
    @inline(never)
    private mutating func step(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) {
        switch mode {
        case .text: text(bytes, &index, &gate)
        case .reasoning: reasoning(bytes, &index, &gate)
        case .fenceLine: fenceLine(bytes[index], &index, &gate)
        case .fenceContent: fenceContent(bytes[index], &index, &gate)
        case .fenced: fenced(bytes, &index, &gate)
        case .quoted: quoted(bytes, &index, &gate)
        case .candidate: candidate(bytes, &index, &gate)
        case .list: list(bytes[index], &index, &gate)
        case .wreck: wreck(bytes[index], &index, &gate)
        case .data: data(bytes, &index, &gate)
        case .opening: opening(bytes[index], &index)
        case .unsure: unsure(bytes[index], &index, &gate)
        case .body: body(bytes, &index, &gate)
        case .object, .bodyObject: break
        }
    }

    // MARK: - Text

    private mutating func text(_ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate) {
        if mayHaveBrace {
            mayHaveBrace = false
            if bytes[index] == UInt8(ascii: "}") { index += 1 }
            guard index < bytes.count else { return }
        }
        if isAtSegmentStart, node == 0, holdLeadingSpace(bytes, &index, &gate) { return }
        let start = index
        // Where the attempt at a marker began; negative when that was in an earlier chunk.
        var attempt = node == 0 ? index : index - trie.depth(of: node)
        while index < bytes.count {
            if node == 0 {
                chooseTrie(for: bytes[index], isFirst: index == start)
                index = trie.nextStart(in: bytes, from: index)
                guard index < bytes.count else { break }
                attempt = index
            }
            let next = trie.child(of: node, bytes[index])
            var hit = next == 0 ? trie.longestMarker(at: node) : nil
            if next == 0 {
                if attempt < start { return resolve(&gate) }
                index = attempt + (hit?.length ?? 1)
                node = 0
            } else {
                node = next
                index += 1
                if trie.isDecided(next) { hit = trie.longestMarker(at: next) }
            }
            guard let hit else { continue }
            node = 0
            let before = start < attempt ? bytes.extracting(start..<attempt) : bytes.extracting(first: 0)
            let standing = standing(of: hit.marker, after: before)
            if standing == .plain { continue }
            emit(before, &gate)
            return meet(hit.marker, standing, &gate)
        }
        emit(bytes.extracting(start..<(node == 0 ? index : max(start, attempt))), &gate)
    }

    /// Most markers count everywhere; some only right after a call or reasoning, or while one is owed.
    private mutating func chooseTrie(for byte: UInt8, isFirst: Bool) {
        if isFirst || isEndOwed || isInAnswer {
            chooseTrieHere(for: byte, isFirst: isFirst)
        } else if trie !== grammar.text {
            trie = grammar.text
        }
    }

    // A function of its own: it is called for few bytes and would make the way of the others longer.
    @inline(never)
    private mutating func chooseTrieHere(for byte: UInt8, isFirst: Bool) {
        var next = isEndOwed ? grammar.endOwed : isInAnswer ? grammar.answer : grammar.text
        if isFirst, isAfterCall, grammar.afterCall.child(of: 0, byte) != 0 {
            next = grammar.afterCall
        } else if isFirst, isAfterReasoning, grammar.afterReasoning.child(of: 0, byte) != 0 {
            next = grammar.afterReasoning
        }
        if trie !== next { trie = next }
    }

    /// Holds white space at the start of a segment until the first byte that is none; true when more is due.
    private mutating func holdLeadingSpace(
        _ bytes: Span<UInt8>, _ index: inout Int, _ gate: inout CallGate
    ) -> Bool {
        let start = index
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] &- 9 <= 4 || isSeparator(bytes[index])
        {
            leading.append(bytes[index])
            index += 1
            if leading.count > limits.leadingSpaceBytes {
                line.advance(over: bytes.extracting(start..<index))
                emitLeading(&gate)
                return true
            }
        }
        line.advance(over: bytes.extracting(start..<index))
        return index == bytes.count
    }

    /// Llama's models put `;` between bare calls, others a comma.
    private func isSeparator(_ byte: UInt8) -> Bool {
        (byte == UInt8(ascii: ";") || byte == UInt8(ascii: ",")) && isAfterCall
            && leading.allSatisfy { $0 <= 0x20 }
    }

    /// The held beginning of a marker turned out to be none: take what it holds all the same.
    mutating func resolve(_ gate: inout CallGate) {
        let path = trie.path(to: node)
        let hit = trie.longestMarker(at: node)
        node = 0
        if let hit {
            let standing = standing(of: hit.marker, after: path.span.extracting(first: 0))
            meet(hit.marker, standing, &gate)
            consume(path.span.extracting(droppingFirst: hit.length), &gate)
        } else {
            emit(path.span.extracting(first: 1), &gate)
            consume(path.span.extracting(droppingFirst: 1), &gate)
        }
    }

    /// What a marker counts for where it stands.
    private enum Standing {
        case counts
        case plain
        /// A backtick stands before it: someone writes about it.
        case quoted
    }

    private func standing(of marker: Marker, after before: Span<UInt8>) -> Standing {
        var position = line
        position.advance(over: before)
        switch marker.role {
        case .fence: return position.isAtLineStart ? .counts : .plain
        case .closing, .framing, .answer, .inner, .pivot: return .counts
        case .opening, .reasoning, .object, .list:
            return position.lastByte == UInt8(ascii: "`") ? .quoted : .counts
        }
    }

    private mutating func meet(_ marker: Marker, _ standing: Standing, _ gate: inout CallGate) {
        guard standing != .counts else { return begin(marker, &gate) }
        emit(marker.text.utf8Span.span, &gate)
        if standing == .quoted { mode = .quoted }
    }

    mutating func begin(_ marker: Marker, _ gate: inout CallGate) {
        switch marker.role {
        case .reasoning(let number):
            leading = []
            beginReasoning(number)
        case .opening(let number):
            opener = marker
            dialect = number
            held = []
            mode = .opening
        case .closing, .framing, .answer:
            leading = []
            isAtSegmentStart = true
            isAfterCall = true
            isAfterReasoning = false
            isEndOwed = false
            isInAnswer = marker.role == .answer || (isInAnswer && marker.role == .closing)
        case .inner, .pivot:
            break
        case .list:
            held = []
            isFenced = false
            beginList()
        case .object:
            held = []
            isFenced = false
            isListed = false
            beginCandidate()
        case .fence:
            fence = Fence(character: marker.text.utf8.first ?? 0)
            held = [fence.character]
            mode = .fenceLine
        }
    }

    // MARK: - Emitting

    mutating func emit(_ bytes: Span<UInt8>, _ gate: inout CallGate) {
        guard !bytes.isEmpty else { return }
        emitLeading(&gate)
        gate.output.append(bytes, as: .text)
        line.advance(over: bytes)
    }

    mutating func emitLeading(_ gate: inout CallGate) {
        isAtSegmentStart = false
        isAfterCall = false
        isAfterReasoning = false
        guard !leading.isEmpty else { return }
        gate.output.append(leading.span, as: .text)
        leading = []
    }

    /// A call is over: a new segment begins.
    mutating func endCall() {
        mode = .text
        held = []
        body = nil
        leading = []
        isAtSegmentStart = true
        isAfterCall = true
        isEndOwed = false
        mayHaveBrace = false
        line = LinePosition()
    }
}
