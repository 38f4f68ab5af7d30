// SPDX-License-Identifier: Apache-2.0

/// How far a running call has come.
public struct ToolProgress: Sendable, Hashable {
    /// In the tool's own unit; grows from report to report.
    public var done: Double
    /// In the same unit; nil when the tool does not know.
    public var total: Double?
    /// What is being done at the moment, for people.
    public var message: String?

    /// A report; `done` and `total` share a unit of the tool's choosing.
    public init(done: Double, total: Double? = nil, message: String? = nil) {
        self.done = done
        self.total = total
        self.message = message
    }
}
