// SPDX-License-Identifier: Apache-2.0

extension ToolContext {
    /// A context for tests of a tool without a host: nothing is written to disk, nothing is logged.
    ///
    /// - Parameters:
    ///   - sandbox: The folder for the user's files. It must exist if the tool uses it, as must the next two.
    ///   - data: The folder for what must last; the sandbox when left out.
    ///   - cache: The folder for what can be made again; the sandbox when left out.
    ///   - settings: What `setting(_:)` finds.
    ///   - deadline: When the host would stop waiting.
    ///   - isCancelled: Asked each time the tool asks.
    ///   - onProgress: Given each report of progress: done, total, message.
    ///   - onWrite: Given each piece that the tool writes.
    ///   - onLog: Given each log record.
    /// - Returns: The context.
    public static func testing(
        sandbox: String = "/nonexistent", data: String? = nil, cache: String? = nil,
        settings: [String: String] = [:], deadline: ContinuousClock.Instant? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false },
        onProgress: @escaping @Sendable (Double, Double?, String?) -> Void = { _, _, _ in },
        onWrite: @escaping @Sendable (String) -> Void = { _ in },
        onLog: @escaping @Sendable (ToolLogLevel, String) -> Void = { _, _ in }
    ) -> ToolContext {
        ToolContext(
            TestSurroundings(
                paths: ToolPaths(sandbox: sandbox, data: data ?? sandbox, cache: cache ?? sandbox),
                deadline: deadline, settings: settings, cancelled: isCancelled, onProgress: onProgress,
                onWrite: onWrite, onLog: onLog))
    }
}

/// The surroundings that a test makes up.
private struct TestSurroundings: CallSurroundings {
    let callID = "call_test"
    let paths: ToolPaths
    let deadline: ContinuousClock.Instant?
    let settings: [String: String]
    let cancelled: @Sendable () -> Bool
    let onProgress: @Sendable (Double, Double?, String?) -> Void
    let onWrite: @Sendable (String) -> Void
    let onLog: @Sendable (ToolLogLevel, String) -> Void

    var isCancelled: Bool { cancelled() }
    var cancelDescriptor: Int32? { nil }

    func progress(_ done: Double, of total: Double?, message: String?) { onProgress(done, total, message) }
    func write(_ piece: String) { onWrite(piece) }
    func log(_ level: ToolLogLevel, _ message: String) { onLog(level, message) }
    func setting(_ key: String) -> String? { settings[key] }
}
