// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON

/// One native call while its fragments come in.
struct NativeCall: Sendable {
    let index: Int?
    private(set) var id: String?
    private(set) var name: String?
    private var arguments: [UInt8] = []
    private var scanner = JSONScanner(tolerating: .all)
    private var isBroken = false
    private var isOversize = false
    private var streaming = ArgumentStreaming()
    private let limits: ParsingLimits

    init(index: Int?, limits: ParsingLimits) {
        self.index = index
        self.limits = limits
    }

    /// Whether the arguments are one whole JSON value.
    var isComplete: Bool { scanner.isComplete }

    /// Whether the arguments have begun and not ended.
    var isCut: Bool { !arguments.isEmpty && !isComplete && !isBroken }

    /// Whether a fragment with the same index, or without one, can only be the next call's.
    func isOver(before fragment: ToolCallDelta) -> Bool {
        guard let following = fragment.name else { return false }
        if isComplete { return fragment.arguments?.isEmpty == false || name != following }
        guard arguments.isEmpty, let name, name != following, fragment.index == nil else { return false }
        // Without an index a second name is a second call; with one it may be the rest of the first.
        return fragment.arguments?.isEmpty == false && following.hasPrefix("{") == false && id != nil
    }

    mutating func append(_ fragment: ToolCallDelta, isOverLimit: Bool, _ gate: inout CallGate) {
        id = id ?? fragment.id
        if let more = fragment.name { extendName(by: more, gate.catalog) }
        guard let more = fragment.arguments, !more.isEmpty else { return }
        guard !isOverLimit else {
            isOversize = true
            return
        }
        appendArguments(more.utf8Span.span)
        announce(&gate)
        if gate.sendsDeltas { streaming.advance(over: arguments[...], to: arguments.count, &gate) }
    }

    /// Upstreams send a name once, again and again, or in pieces.
    private mutating func extendName(by more: String, _ catalog: ToolCatalog) {
        guard let known = name else {
            name = more
            return
        }
        guard arguments.isEmpty, known != more,
            catalog.resolve(known) == nil || catalog.resolve(known + more) != nil
        else { return }
        name = more.hasPrefix(known) ? more : known + more
    }

    private mutating func appendArguments(_ bytes: Span<UInt8>) {
        let room = limits.callBytes - arguments.count
        if bytes.count > room { isOversize = true }
        let bytes = bytes.extracting(first: min(room, bytes.count))
        arguments.append(contentsOf: bytes)
        var index = 0
        while index < bytes.count, !scanner.isComplete, !isBroken {
            if case .fault = scanner.next(in: bytes, at: &index) { isBroken = true }
        }
    }

    mutating func announce(_ gate: inout CallGate) {
        guard name != nil else { return }
        let draft = draft
        streaming.announce(draft, &gate)
    }

    private var draft: CallDraft {
        var draft = CallDraft()
        draft.channel = .native
        draft.name = name
        draft.id = id
        draft.arguments = .text(arguments[...])
        draft.wire = arguments[...]
        draft.announcement = streaming.announcement
        return draft
    }

    mutating func finish(_ gate: inout CallGate) {
        if isOversize {
            gate.reject(draft, .malformed("it is longer than \(limits.callBytes) bytes"))
        } else if isCut, LenientText.value(arguments[...]) == nil, !arguments.allSatisfy({ $0 <= 0x20 }) {
            gate.reject(draft, .truncated)
        } else {
            gate.take(draft)
        }
    }
}
