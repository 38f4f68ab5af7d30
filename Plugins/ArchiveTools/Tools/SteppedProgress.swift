// SPDX-License-Identifier: Apache-2.0

internal import SandboxFiles
internal import ToolKit

/// Reports of progress, no more often than somebody could read them.
struct SteppedProgress {
    private let context: ToolContext
    private var next: ContinuousClock.Instant

    /// The time between two reports.
    private let step: Duration

    init(_ context: ToolContext, step: Duration = .milliseconds(250)) {
        self.context = context
        self.step = step
        next = .now + step
    }

    /// Reports how far the work has come, unless the last report was a moment ago.
    mutating func report(_ name: String, _ state: () -> (done: Int64, total: Int64)) {
        let now = ContinuousClock.now
        guard now >= next else { return }
        next = now + step
        let (done, total) = state()
        let shown = SandboxPath.quote(name)
        context.progress(Double(min(done, total)), of: Double(total), message: shown)
    }
}
