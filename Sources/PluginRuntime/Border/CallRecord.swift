// SPDX-License-Identifier: Apache-2.0

import CLoader
import Glibc
import JSON
import Synchronization
import ToolABI
import ToolModel

/// One call as the host knows it: what its plugin may ask, and what it has reported.
final class CallRecord: Sendable {
    private struct State {
        var draft: ResultDraft
        var arena: CallArena?
        var deadline: ContinuousClock.Instant?
        /// The descriptor that becomes readable on cancelling, once the plugin has asked for it.
        var event: Int32?
        /// Made for the first report.
        var progressRate: RateLimit?
        var arguments: CallArguments
        /// The JSON text of all arguments, once the plugin has asked for it.
        var argumentText: LentText?
    }

    let id: String
    private let onProgress: (@Sendable (ToolProgress) -> Void)?
    private let cancelled = Atomic(false)
    private let state: Mutex<State>

    /// How many reports of progress pass in a second.
    ///
    /// More than a person can follow.
    static let progressPerSecond = 20
    private static let progressMessageBytes = 1024

    init(
        id: String, arguments: CallArguments, limits: PluginLimits, outputBytes: Int?,
        onProgress: (@Sendable (ToolProgress) -> Void)?
    ) {
        self.id = id
        self.onProgress = onProgress
        state = Mutex(
            State(
                draft: ResultDraft(callID: id, limits: limits, limitBytes: outputBytes),
                arena: CallArena(limit: limits.scratchBytes),
                arguments: arguments))
    }

    // MARK: - The host's side

    /// The call starts on its thread.
    func begin(deadline: ContinuousClock.Instant) {
        state.withLock { $0.deadline = deadline }
    }

    /// Tells the plugin that nobody waits any more.
    func cancel() {
        guard !cancelled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        state.withLock { state in
            if let event = state.event { cl_event_signal(event) }
        }
    }

    /// The plugin's function has returned `status`: frees what it was lent and says what the call comes to.
    func end(status: Int32) throws(ResultFault) -> BackendReply {
        try state.withLock { state throws(ResultFault) in
            Self.free(&state)
            return try state.draft.finished(status: status)
        }
    }

    /// A function that reports nothing has returned this: frees what was lent and says what the call comes to.
    func end(structured: JSONValue) throws(ResultFault) -> BackendReply {
        let limit = state.withLock { $0.draft.limitBytes }
        discard()
        // Numbers and texts have no other size than that of their JSON.
        guard structured.jsonBytes().count <= limit else {
            throw .invalidOutput("it is over the limit of \(limit) bytes")
        }
        return BackendReply(result: ToolResult(content: [], structured: structured), failureCode: nil)
    }

    /// Frees what the plugin was lent.
    func discard() {
        state.withLock { Self.free(&$0) }
    }

    private static func free(_ state: inout State) {
        state.arena = nil
        if let event = state.event { close(event) }
        state.event = nil
    }

    // MARK: - The plugin's side

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    var remaining: Duration {
        guard let deadline = state.withLock({ $0.deadline }) else { return .zero }
        return max(.zero, ContinuousClock.now.duration(to: deadline))
    }

    func argument(_ name: String) -> JSONValue? {
        state.withLock { $0.arguments.member(name) }
    }

    /// An argument that is a text, lent until the call ends; nil when it is none, or has to be read to be told.
    func plainText(_ name: String) -> LentText? {
        state.withLock { state in
            guard let arena = state.arena else { return nil }
            return state.arguments.plainText(of: name, in: arena)
        }
    }

    /// All arguments as values.
    var arguments: JSONObject { state.withLock { $0.arguments.members } }

    /// All arguments as JSON, lent until the call ends.
    func argumentText() -> LentText {
        state.withLock { state in
            if let known = state.argumentText { return known }
            let text = state.arena.flatMap { state.arguments.allText(in: $0) } ?? .absent
            state.argumentText = text
            return text
        }
    }

    /// A copy in the call's own memory; nil when there is no room.
    func lend(_ bytes: [UInt8]) -> LentText? {
        unsafe bytes.withUnsafeBytes { unsafe lend($0) }
    }

    /// A copy of a text in the call's own memory; nil when there is no room.
    func lend(_ text: String) -> LentText? {
        var text = text
        return text.withUTF8 { unsafe lend(UnsafeRawBufferPointer($0)) }
    }

    private func lend(_ bytes: UnsafeRawBufferPointer) -> LentText? {
        // As numbers, which may go where a lock is held; the bytes stay where they are until this returns.
        let (start, count) = (UInt(bitPattern: bytes.baseAddress), bytes.count)
        return state.withLock { state in
            unsafe state.arena?.copy(
                UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: start), count: count))
        }
    }

    /// The address of zeroed memory that lives as long as the call; 0 when there is no room.
    func scratch(_ size: Int) -> UInt {
        state.withLock { state in
            unsafe state.arena?.allocate(size).map { UInt(bitPattern: $0) } ?? 0
        }
    }

    func cancelDescriptor() -> Int32 {
        state.withLock { state in
            guard state.arena != nil else { return TH_ENDED }
            if let event = state.event { return event }
            let event = cl_event_open()
            guard event >= 0 else { return TH_LIMIT }
            state.event = event
            if isCancelled { cl_event_signal(event) }
            return event
        }
    }

    /// Runs one report; `TH_INVALID` and `TH_LIMIT` say that it was not taken.
    func report(_ body: (inout ResultDraft) throws(ResultDraft.Refusal) -> Void) -> th_status {
        state.withLock { state in
            guard state.arena != nil else { return TH_ENDED }
            do throws(ResultDraft.Refusal) {
                try state.draft.report(body)
                return TH_OK
            } catch {
                if case .tooLarge = error { return TH_LIMIT }
                return TH_INVALID
            }
        }
    }

    func progress(done: Double, total: Double, message: UnsafeRawBufferPointer) -> th_status {
        guard done.isFinite, total.isFinite else { return TH_INVALID }
        guard let text = unsafe String(validating: message, as: UTF8.self) else { return TH_INVALID }
        if isCancelled { return TH_CANCELLED }
        let isLast = total > 0 && done >= total
        let isAdmitted = state.withLock { state in
            var rate = state.progressRate ?? RateLimit(perSecond: Self.progressPerSecond, now: .now)
            defer { state.progressRate = rate }
            return rate.admit(at: .now).isAdmitted
        }
        guard isAdmitted || isLast else { return TH_OK }
        onProgress?(
            ToolProgress(
                done: done, total: total > 0 ? total : nil,
                message: text.isEmpty ? nil : text.cut(toBytes: Self.progressMessageBytes)))
        return TH_OK
    }
}
