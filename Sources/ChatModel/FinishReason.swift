// SPDX-License-Identifier: Apache-2.0

/// Why a completion ended.
public enum FinishReason: Sendable, Hashable {
    case stop
    case length
    case toolCalls
    case contentFilter
    /// The connection broke or the upstream failed.
    case error
    /// One of the host's limits was met.
    case limit
    /// The client or the user stopped the turn.
    case cancelled
    /// A reason of the upstream's own.
    case other(String)

    /// The name on the wire.
    public var name: String {
        switch self {
        case .stop: "stop"
        case .length: "length"
        case .toolCalls: "tool_calls"
        case .contentFilter: "content_filter"
        case .error: "error"
        case .limit: "limit"
        case .cancelled: "cancelled"
        case .other(let name): name
        }
    }

    /// The reason with that name on the wire.
    public init(name: String) {
        let known: [FinishReason] = [.stop, .length, .toolCalls, .contentFilter, .error, .limit, .cancelled]
        self = known.first { $0.name == name } ?? .other(name)
    }
}
