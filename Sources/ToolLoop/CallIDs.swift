// SPDX-License-Identifier: Apache-2.0

import ChatModel
import ToolModel

/// Keeps call ids apart over the turns of one request.
///
/// Upstreams count from the start again in each message; a client that reads one stream of events needs ids that
/// differ. An id that no earlier turn has used stays as it is, since some templates need it verbatim.
struct CallIDs: Sendable {
    private var earlier: Set<String> = []
    private var current: [String: String] = [:]

    /// Begins the next turn: an id seen from here on belongs to another call than before.
    mutating func beginTurn() {
        earlier.formUnion(current.values)
        current = [:]
    }

    /// Gives each event's call the id it has in this request.
    mutating func settle(_ events: inout [ChatEvent]) {
        for index in events.indices {
            guard let id = events[index].callID else { continue }
            let settled = settled(id)
            if settled != id { events[index] = events[index].with(callID: settled) }
        }
    }

    private mutating func settled(_ id: String) -> String {
        if let known = current[id] { return known }
        var candidate = id
        var number = 2
        while earlier.contains(candidate) {
            candidate = "\(id)_\(number)"
            number += 1
        }
        current[id] = candidate
        return candidate
    }
}

extension ChatEvent {
    fileprivate var callID: String? {
        switch self {
        case .callStarted(let id, _), .argumentsDelta(let id, _), .progress(let id, _), .result(let id, _, _):
            id
        case .call(let call, _), .approval(let call, _): call.id
        case .failure(let failure): failure.callID
        case .text, .reasoning, .usage, .done: nil
        }
    }

    fileprivate func with(callID id: String) -> ChatEvent {
        switch self {
        case .callStarted(_, let name): return .callStarted(id: id, name: name)
        case .argumentsDelta(_, let text): return .argumentsDelta(id: id, text: text)
        case .progress(_, let progress): return .progress(id: id, progress)
        case .result(_, let result, let duration): return .result(id: id, result, duration: duration)
        case .call(var call, let notes):
            call.id = id
            return .call(call, notes)
        case .approval(var call, let reason):
            call.id = id
            return .approval(call, reason: reason)
        case .failure(var failure):
            failure.callID = id
            return .failure(failure)
        case .text, .reasoning, .usage, .done: return self
        }
    }
}
