// SPDX-License-Identifier: Apache-2.0

/// The surroundings of one call: who waits for it, for how long, and what the host offers.
///
/// A context that is kept after its call answers as if the call had been cancelled, and reports go nowhere.
public struct ToolContext: Sendable {
    private let surroundings: any CallSurroundings

    init(_ surroundings: any CallSurroundings) {
        self.surroundings = surroundings
    }

    /// The call's id, unique among the calls that run.
    public var callID: String { surroundings.callID }

    /// The folders that the plugin may use.
    public var paths: ToolPaths { surroundings.paths }

    /// When the host stops waiting; nil when it waits for ever, which only tests do.
    public var deadline: ContinuousClock.Instant? { surroundings.deadline }

    /// Whether nobody waits for the result any more: the caller left, or the deadline is past.
    ///
    /// Cheap enough for an inner loop.
    public var isCancelled: Bool { surroundings.isCancelled }

    /// A file descriptor that becomes readable when the call is cancelled, for use with `poll`.
    ///
    /// The host's: never read, close or keep it. Nil when there is none.
    public var cancelDescriptor: Int32? { surroundings.cancelDescriptor }

    /// Ends the call if nobody waits for it.
    ///
    /// - Throws: `CancellationError`, to be passed on.
    public func checkCancelled() throws {
        if isCancelled { throw CancellationError() }
    }

    /// Says how far the call has come, in the tool's own unit.
    ///
    /// - Parameters:
    ///   - done: What is done; grows from report to report.
    ///   - total: All there is to do; nil when it is not known.
    ///   - message: What is going on, at most 1 KiB.
    public func progress(_ done: Double, of total: Double? = nil, message: String? = nil) {
        surroundings.progress(done, of: total, message: message)
    }

    /// Adds a piece to the result's text while the tool still runs; the pieces come before the output's own parts.
    ///
    /// Waits while the reader is slower than the tool.
    ///
    /// - Parameter piece: The next piece of the text.
    /// - Throws: `CancellationError` when nobody waits any more; `ToolFailure` over the largest result.
    public func write(_ piece: String) throws {
        try surroundings.write(piece)
    }

    /// Writes a record to the host's log.
    ///
    /// Never log secrets or what users wrote.
    ///
    /// - Parameters:
    /// - level: How important it is.
    /// - message: At most 4 KiB; records over the host's rate are dropped.
    public func log(_ level: ToolLogLevel, _ message: String) {
        surroundings.log(level, message)
    }

    /// The setting that the operator has given this plugin under `key`; nil when there is none.
    public func setting(_ key: String) -> String? {
        surroundings.setting(key)
    }
}

/// What a context is made of: a host's call, or a test's stand-in.
protocol CallSurroundings: Sendable {
    var callID: String { get }
    var paths: ToolPaths { get }
    var deadline: ContinuousClock.Instant? { get }
    var isCancelled: Bool { get }
    var cancelDescriptor: Int32? { get }
    func progress(_ done: Double, of total: Double?, message: String?)
    func write(_ piece: String) throws
    func log(_ level: ToolLogLevel, _ message: String)
    func setting(_ key: String) -> String?
}
