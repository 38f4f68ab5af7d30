// SPDX-License-Identifier: Apache-2.0

/// How important a log record is.
///
/// The values are those of `TH_LOG_…` in `toolhost.h`.
public enum ToolLogLevel: Int32, Sendable, Hashable, CaseIterable {
    case trace = 0
    case debug = 1
    case info = 2
    case warning = 3
    case error = 4
}
