// SPDX-License-Identifier: Apache-2.0

/// The `type` of an event on the wire.
enum EventKind: String, CaseIterable {
    case chunk
    case reasoning
    case actionStart = "action_start"
    case actionDelta = "action_delta"
    case action
    case progress
    case approval
    case result
    case usage
    case error
    case done
}
