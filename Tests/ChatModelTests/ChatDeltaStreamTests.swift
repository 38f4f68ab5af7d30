// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Testing

@Suite struct ChatDeltaStreamTests {
    @Test func `reading pulls one batch at a time until the end`() async throws {
        var batches: [[ChatDelta]] = [[.content("a"), .content("b")], [.finish(.stop)]]
        let stream = ChatDeltaStream { batches.isEmpty ? nil : batches.removeFirst() }
        var read: [ChatDelta] = []
        for try await batch in stream { read += batch }
        #expect(read == [.content("a"), .content("b"), .finish(.stop)])
    }
}
