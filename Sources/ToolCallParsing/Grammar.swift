// SPDX-License-Identifier: Apache-2.0

import ToolModel

/// The markers and dialects that are looked for.
struct Grammar: Sendable {
    let dialects: [CallDialect]
    /// Whether bare objects, and bare lists, may be calls.
    let findsObjects: Bool
    let findsLists: Bool
    /// What counts in visible text.
    let text: MarkerTrie
    /// The bytes in visible text that need a second look: those that begin markers, and all beyond ASCII.
    let special: ByteSet
    /// What counts right after a call, where stray end markers are still markup.
    let afterCall: MarkerTrie
    /// What counts right after reasoning, where an answer may be wrapped, and within such an answer.
    let afterReasoning: MarkerTrie
    let answer: MarkerTrie
    /// What counts in text before which an end marker is missing.
    let endOwed: MarkerTrie
    /// What ends each kind of reasoning.
    let reasoningEnds: [MarkerTrie]
    /// What ends each dialect's bodies, the next call's opening included.
    let bodyEnds: [MarkerTrie]
    /// The same with the tags that tell a body from text.
    let unsureEnds: [MarkerTrie]

    /// Tokens that end a model's turn, which some servers let through after a call.
    private static let turnEnds = [
        "</s>", "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>", "<|endoftext|>",
        "<｜end▁of▁sentence｜>", "<end_of_turn>", "<|tool_response>", "<|END_OF_TURN_TOKEN|>",
        "<|observation|>",
    ]

    private init(_ dialects: [CallDialect], findsObjects: Bool, findsLists: Bool) {
        self.dialects = dialects
        self.findsObjects = findsObjects
        self.findsLists = findsLists
        let openings = dialects.enumerated().flatMap { number, dialect in
            dialect.openers.map { Marker(text: $0, role: .opening(number)) }
        }
        let reasonings = ReasoningMarkers.pairs.enumerated().compactMap { number, pair in
            pair.opener.map { Marker(text: $0, role: .reasoning(number)) }
        }
        let framing = Self.markers(dialects.flatMap(\.framing) + ReasoningMarkers.framing, .framing)
        let thoughts = ReasoningMarkers.pairs.filter { $0.opener != nil }.flatMap(\.closers)
        let closings = Self.markers(dialects.flatMap(\.closers) + Self.turnEnds + thoughts, .closing)
        let bare =
            Self.markers(["`", "~"], .fence) + (findsObjects ? Self.markers(["{"], .object) : [])
            + (findsLists ? Self.markers(["["], .list) : [])
        let common = openings + reasonings + framing + bare
        let text = MarkerTrie(common)
        self.text = text
        special = ByteSet { $0 >= 0x80 || text.child(of: 0, $0) != 0 || $0 == UInt8(ascii: "<") }
        afterReasoning = MarkerTrie(common + Self.markers(ReasoningMarkers.answers.openers, .answer))
        answer = MarkerTrie(common + Self.markers(ReasoningMarkers.answers.closers, .framing))
        endOwed = MarkerTrie(common + Self.markers(dialects.flatMap(\.closers), .closing))
        let late = dialects.enumerated().flatMap { number, dialect in
            dialect.lateOpeners.map { Marker(text: $0, role: .opening(number)) }
        }
        afterCall = MarkerTrie(late + common + closings)
        reasoningEnds = ReasoningMarkers.pairs.map { MarkerTrie(Self.markers($0.closers, .closing)) }
        let ends = dialects.map { dialect in
            openings + Self.markers(dialect.closers + Self.turnEnds, .closing)
                + Self.markers(dialect.inner, .inner)
        }
        bodyEnds = ends.map { MarkerTrie($0) }
        unsureEnds = zip(dialects, ends).map { MarkerTrie($1 + Self.markers($0.pivots, .pivot)) }
    }

    private static func markers(_ texts: [String], _ role: Marker.Role) -> [Marker] {
        texts.map { Marker(text: $0, role: role) }
    }

    /// Every dialect there is, the more specific before those that share a marker with them.
    private static let everyDialect: [CallDialect] = [
        .hermes, .lmStudio, .llama, .mistral, .harmony, .function, .functionary, .invoke, .bareInvoke,
        .deepSeek, .kimi, .kimi3, .keyed, .seed, .pythonic, .gemma, .toolCalls, .granite,
        .graniteFunction, .internLM, .nemotron, .functools, .command, .cofl, .apertus, .gigaChat, .sarashina,
        .inkling,
    ]
    /// The formats whose calls are, or may be, bare objects.
    private static let withObjects: Set<ToolCallFormat> = [.auto, .action, .llama3JSON, .xLAM]
    /// The formats whose calls may be bare lists.
    private static let withLists: Set<ToolCallFormat> = [.auto, .pythonic, .xLAM]

    /// The grammar of each format, made once.
    private static let grammars = [ToolCallFormat: Grammar](
        uniqueKeysWithValues: ToolCallFormat.allCases.map { format in
            let dialects = everyDialect.filter { format == .auto || $0.formats.contains(format) }
            let grammar = Grammar(
                dialects, findsObjects: withObjects.contains(format), findsLists: withLists.contains(format))
            return (format, grammar)
        })

    /// What is looked for in a format.
    static func of(_ format: ToolCallFormat) -> Grammar {
        grammars[format] ?? Grammar([], findsObjects: false, findsLists: false)
    }
}
