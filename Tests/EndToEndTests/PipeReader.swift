// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Synchronization
import TestSupport

/// What comes out of a pipe, searched in order while a program writes it.
///
/// A queue of its own reads all the time, so that the program never waits for the test.
final class PipeReader: Sendable {
    /// How long a test waits for a text.
    static let limit = Duration.seconds(300)

    private struct State {
        var text = ""
        var isAtEnd = false
        var arrival = Gate()
    }

    private let state = Mutex(State())

    struct DidNotShow: Error {
        let wanted: String
        let shown: String
    }

    init(_ pipe: Pipe) {
        let handle = pipe.fileHandleForReading
        DispatchQueue(label: "toolhost.tests.pipe").async {
            while case let bytes = handle.availableData, !bytes.isEmpty {
                self.add { $0.text += String(decoding: bytes, as: UTF8.self) }
            }
            self.add { $0.isAtEnd = true }
        }
    }

    /// What has come behind what was found.
    var unread: String { state.withLock(\.text) }

    private func add(_ change: (inout State) -> Void) {
        let arrival = state.withLock { state in
            change(&state)
            defer { state.arrival = Gate() }
            return state.arrival
        }
        arrival.open()
    }

    /// Waits until the text shows up behind what was found before.
    func expect(_ wanted: String) async throws {
        _ = try await find(wanted) { text in text.range(of: wanted).map { ($0.upperBound, ()) } }
    }

    /// Waits until `search` finds something in what has come behind what was found before.
    ///
    /// `search` answers where the found text ends and what it found; `wanted` names it in the error.
    func find<Found: Sendable>(
        _ wanted: String, _ search: @escaping @Sendable (String) -> (end: String.Index, found: Found)?
    ) async throws -> Found {
        try await withThrowingTaskGroup(of: Found.self) { group in
            group.addTask { try await self.search(for: wanted, search) }
            group.addTask {
                try await Task.sleep(for: Self.limit)
                throw DidNotShow(wanted: wanted, shown: self.state.withLock { $0.text })
            }
            defer { group.cancelAll() }
            guard let found = try await group.next() else { throw CancellationError() }
            return found
        }
    }

    private func search<Found: Sendable>(
        for wanted: String, _ search: @Sendable (String) -> (end: String.Index, found: Found)?
    ) async throws -> Found {
        while true {
            let (found, arrival, isAtEnd, text) = state.withLock { state in
                guard let (end, found) = search(state.text) else {
                    return (Found?.none, state.arrival, state.isAtEnd, state.text)
                }
                state.text.removeSubrange(..<end)
                return (found, state.arrival, state.isAtEnd, "")
            }
            if let found { return found }
            if isAtEnd { throw DidNotShow(wanted: wanted, shown: text) }
            try await arrival.wait()
        }
    }
}
