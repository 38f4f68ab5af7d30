// SPDX-License-Identifier: Apache-2.0

import CLineEditor
import Dispatch
import Foundation
import Synchronization

/// Lines typed at a terminal, with editing, history and completion by libedit.
///
/// All contact with the C side but `interrupt` happens on one serial queue, off Swift's cooperative pool.
package final class LineEditor: LineSource {
    /// Owns the C editor and what its completion callback needs.
    ///
    /// `@unchecked Sendable`: the pointer is set once in `init`; the C side allows `line_editor_interrupt` from any
    /// thread, and every other function is called on `LineEditor.queue` only, or in `deinit`, when nobody else is left.
    private final class Handle: @unchecked Sendable {
        let editor: OpaquePointer
        let completer: LineCompleter

        init?(completer: LineCompleter) {
            guard let editor = line_editor_make("toolhost") else { return nil }
            self.editor = editor
            self.completer = completer
        }

        deinit {
            line_editor_free(editor)
        }
    }

    private let handle: Handle
    private let historyPath: String?
    private let queue = DispatchQueue(label: "toolhost.line-editor")

    /// Nil when the terminal cannot be used.
    ///
    /// - Parameters:
    ///   - historyPath: where lines are kept from session to session; its folder is made when missing. Nil keeps none.
    ///   - completer: what the Tab key offers.
    package init?(historyPath: String?, completer: LineCompleter) {
        guard let handle = Handle(completer: completer) else { return nil }
        self.handle = handle
        self.historyPath = historyPath
        let context = Unmanaged.passUnretained(handle).toOpaque()
        line_editor_set_completer(handle.editor, completeLine, context)
        guard let historyPath else { return }
        let folder = URL(fileURLWithPath: historyPath).deletingLastPathComponent()
        // A history that cannot be kept is no reason not to talk.
        try? FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
        )
        line_editor_load_history(handle.editor, historyPath)
    }

    package func next(prompt: String, initial: String) async throws -> LineInput {
        // What the C side takes as typed must be text, not keys.
        let initial =
            initial.unicodeScalars.contains { $0.properties.generalCategory == .control } ? "" : initial
        return try await withCheckedThrowingContinuation {
            (done: CheckedContinuation<LineInput, any Error>) in
            queue.async { [handle] in
                done.resume(with: Result { try Self.read(handle, prompt: prompt, initial: initial) })
            }
        }
    }

    package func interrupt() {
        line_editor_interrupt(handle.editor)
    }

    package func remember(_ line: String) async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            queue.async { [handle, historyPath] in
                line_editor_add_history(handle.editor, line)
                if let historyPath { _ = line_editor_save_history(handle.editor, historyPath) }
                done.resume()
            }
        }
    }

    package func close() async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            queue.async { [handle] in
                line_editor_leave_terminal(handle.editor)
                done.resume()
            }
        }
    }

    private static func read(_ handle: Handle, prompt: String, initial: String) throws -> LineInput {
        var line: UnsafePointer<CChar>?
        switch line_editor_read(handle.editor, prompt, initial, &line) {
        case line_editor_outcome(LINE_EDITOR_LINE): return .line(line.map { String(cString: $0) } ?? "")
        case line_editor_outcome(LINE_EDITOR_END): return .end
        case line_editor_outcome(LINE_EDITOR_INTERRUPTED): return .interrupted
        default: throw REPLError.unreadable(what: "The terminal", detail: String(cString: strerror(errno)))
        }
    }

    /// What the C side's completion callback does with its context and text.
    fileprivate static func complete(
        _ context: UnsafeMutableRawPointer?, _ text: UnsafePointer<CChar>?, _ length: Int
    ) -> UnsafeMutablePointer<CChar>? {
        guard let context, let text else { return nil }
        let handle = Unmanaged<Handle>.fromOpaque(context).takeUnretainedValue()
        let bytes = UnsafeRawBufferPointer(start: text, count: length)
        guard let completion = handle.completer.complete(String(decoding: bytes, as: UTF8.self)) else {
            return nil
        }
        let answer = [completion.inserted, completion.choices.joined(separator: "  ")]
        return strdup(answer.joined(separator: "\n"))
    }
}

private let completeLine: line_editor_completer = { context, text, length in
    LineEditor.complete(context, text, length)
}
