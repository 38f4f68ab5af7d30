// SPDX-License-Identifier: Apache-2.0

import ChatModel
import NIOPosix
import Testing

@Suite(.timeLimit(.minutes(10))) struct OffLoopHandlingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let head: String
        let body: String
        let place: String
    }

    static let small = body(asking: "Where?")
    static let large = body(asking: String(repeating: "Where? ", count: 1 << 14))

    private static func body(asking question: String) -> String {
        #"{"messages":[{"role":"user","content":"\#(question)"}],"stream":false}"#
    }

    static let cases: [Case] = [
        Case(
            testDescription: "a small body", head: "Content-Length: \(small.utf8.count)", body: small,
            place: "event loop"),
        Case(
            testDescription: "a large body", head: "Content-Length: \(large.utf8.count)", body: large,
            place: "cooperative pool"),
        Case(
            testDescription: "a body of unknown length", head: "Transfer-Encoding: chunked",
            body: "\(String(small.utf8.count, radix: 16))\r\n\(small)\r\n0\r\n\r\n", place: "cooperative pool"
        ),
    ]

    @Test(arguments: cases)
    func `large requests leave the event loop to other connections`(_ example: Case) async throws {
        try await ServerFixture(answering: PlaceModel()).whileServing { port, _ in
            try await RawConnection.with(port: port) { connection in
                try await connection.send(
                    "POST /chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Connection: close\r\n\(example.head)\r\n\r\n\(example.body)")
                let answer = try await connection.readAll()
                #expect(answer.contains(example.place), "\(answer.prefix(2_000))")
            }
        }
    }

    /// Answers with where it was asked.
    struct PlaceModel: LanguageModel {
        let upstream = UpstreamDescription(kind: "scripted", url: nil, model: "place")

        func stream(_ request: ChatRequest) async throws -> ChatDeltaStream {
            throw ModelError.invalidRequest(detail: "it does not stream")
        }

        func complete(_ request: ChatRequest) async throws -> ChatCompletion {
            let isOnLoop = MultiThreadedEventLoopGroup.currentEventLoop != nil
            return ChatCompletion(
                identity: ChatStreamIdentity(id: "1", model: "place", created: 0),
                content: isOnLoop ? "event loop" : "cooperative pool",
                finishReason: .stop)
        }

        func models() async throws -> [ModelDescription] { [] }
    }
}
