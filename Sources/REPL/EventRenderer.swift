// SPDX-License-Identifier: Apache-2.0

package import ChatModel
import EventCoding
import JSON
import ToolModel

/// Turns a turn's events into what a person or a program reads.
package struct EventRenderer: Sendable {
    /// For whom the text is.
    package enum Style: Sendable, Hashable {
        /// A person at a terminal: control characters made harmless, calls set apart, long results cut.
        case terminal(colour: Bool)
        /// A file or a pipe: the model's text as it is, calls and results on lines of their own.
        case plain
        /// One event a line.
        case json
    }

    /// What is written, and where.
    package enum Piece: Sendable, Hashable {
        case output(String)
        /// For stderr, without a line end.
        case complaint(String)
    }

    /// What a terminal shows of a result; the model got all of it.
    static let shownResultLines = 20
    /// What is shown of a call's arguments, in characters.
    static let shownArgumentCharacters = 400

    private enum Last {
        case lineStart
        case text
        case reasoning
    }

    package let style: Style
    private var last = Last.lineStart
    /// The names of the calls that have no result yet, by id.
    private var running: [String: String] = [:]

    package init(style: Style) {
        self.style = style
    }

    /// The pieces that a batch of events adds, in order.
    package mutating func render(_ events: [ChatEvent]) -> [Piece] {
        if style == .json {
            var writer = EventWriter()
            for event in events { writer.writeLine(event) }
            return [.output(String(decoding: writer.bytes, as: UTF8.self))]
        }
        var pieces: [Piece] = []
        var joined = ""
        for event in events {
            switch event {
            case .failure(let failure) where style == .plain:
                joined += endLine()
                if !joined.isEmpty { pieces.append(.output(joined)) }
                joined = ""
                pieces.append(.complaint(failure.message))
            default:
                joined += text(of: event)
            }
        }
        if !joined.isEmpty { pieces.append(.output(joined)) }
        return pieces
    }

    private mutating func text(of event: ChatEvent) -> String {
        switch event {
        case .text(let text): streamed(text, as: .text)
        case .reasoning(let text): style == .plain ? "" : streamed(text, as: .reasoning)
        case .call(let call, _): endLine() + callLine(call) + "\n"
        case .progress(_, let progress):
            style == .plain ? "" : endLine() + painted(.dim, progressLine(progress)) + "\n"
        case .result(let id, let result, let duration): endLine() + resultLines(id, result, duration)
        case .failure(let failure): endLine() + painted(.red, "✗ " + shown(failure.message)) + "\n"
        case .done(let reason): endLine() + note(on: reason)
        case .callStarted, .argumentsDelta, .approval, .usage: ""
        }
    }

    /// Ends a line that was begun, and with it the colour of reasoning.
    private mutating func endLine() -> String {
        defer { last = .lineStart }
        switch last {
        case .lineStart: return ""
        case .text: return "\n"
        case .reasoning: return reset + "\n"
        }
    }

    private mutating func streamed(_ text: String, as kind: Last) -> String {
        guard !text.isEmpty else { return "" }
        var result = ""
        if last != kind {
            result += last == .lineStart ? "" : endLine()
            if kind == .reasoning { result += start(.dim) }
            last = kind
        }
        result += shown(text)
        if kind == .text, text.utf8.last == UInt8(ascii: "\n") { last = .lineStart }
        return result
    }

    private mutating func callLine(_ call: ToolCall) -> String {
        running[call.id] = call.name
        let arguments = JSONValue.object(call.arguments).jsonText()
        switch style {
        case .terminal:
            let cut = arguments.count > Self.shownArgumentCharacters
            let text = cut ? arguments.prefix(Self.shownArgumentCharacters) + "…" : arguments[...]
            return painted(.cyan, "→ " + shown(call.name)) + " " + painted(.dim, shown(String(text)))
        case .plain, .json:
            return "→ \(call.name) \(arguments)"
        }
    }

    private mutating func resultLines(_ id: String, _ result: ToolResult, _ duration: Duration) -> String {
        let mark = result.isError ? "✗" : "←"
        let name = running.removeValue(forKey: id).map { shown($0) + " " } ?? ""
        let head = painted(result.isError ? .red : .cyan, "\(mark) \(name)\(duration.wholeMilliseconds) ms")
        var lines = shown(result.text).split(separator: "\n", omittingEmptySubsequences: false).map {
            "  \($0)"
        }
        if lines.last == "  " { lines.removeLast() }
        if style != .plain, lines.count > Self.shownResultLines {
            let left = lines.count - Self.shownResultLines
            lines = lines.prefix(Self.shownResultLines) + [painted(.dim, "  … \(left) more lines")]
        }
        return ([head] + lines).joined(separator: "\n") + "\n"
    }

    private func progressLine(_ progress: ToolProgress) -> String {
        let amount = progress.total.map { "\(progress.done)/\($0)" } ?? "\(progress.done)"
        return "  … \(amount)" + (progress.message.map { " " + shown($0) } ?? "")
    }

    private func note(on reason: FinishReason) -> String {
        guard style != .plain else { return "" }
        switch reason {
        case .stop, .toolCalls, .error: return ""
        case .cancelled: return painted(.dim, "(stopped)") + "\n"
        case .length, .contentFilter, .limit, .other:
            return painted(.dim, "(ended: \(shown(reason.name)))") + "\n"
        }
    }

    private func shown(_ text: String) -> String {
        if case .terminal = style { TerminalText.harmless(text) } else { text }
    }

    // MARK: Colours

    private enum Paint: String {
        case dim = "\u{1B}[2m"
        case cyan = "\u{1B}[36m"
        case red = "\u{1B}[31m"
    }

    private func start(_ paint: Paint) -> String {
        style == .terminal(colour: true) ? paint.rawValue : ""
    }

    private var reset: String {
        style == .terminal(colour: true) ? "\u{1B}[0m" : ""
    }

    private func painted(_ paint: Paint, _ text: String) -> String {
        start(paint) + text + reset
    }
}
