// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPAPI
import HTTPTypes
import JSON
import NIOCore
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RelayTests {
    static let paths = ["/v1/embeddings", "/v1/completions", "/v1/responses"]

    @Test(arguments: paths, Transport.allCases)
    func `a body goes to the model server byte for byte, and so does the answer come back`(
        _ path: String, _ transport: Transport
    ) async throws {
        let model = RelayingModel(
            [.bytes("data: {\n"), .bytes("\"a\":1}\n\n")], contentType: "text/event-stream")
        let body = #"{ "input" : "a",  "x": 1.0 }"#
        let answer = try await CompletionFixture.post(body, model, transport, to: path)
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "text/event-stream")
        #expect(answer.text == "data: {\n\"a\":1}\n\n")
        #expect(model.asked == [RelayingModel.Question(body: body, endpoint: String(path.dropFirst(4)))])
    }

    @Test(arguments: [
        ("", 400, "malformed_json"), ("[1]", 400, "invalid_request"), ("{\u{0}}", 400, "malformed_json"),
        (#"{"input":"\#(String(repeating: "a", count: 2000))"}"#, 413, "too_large"),
    ])
    func `a body that is no object, or too large, is not sent`(_ body: String, _ status: Int, _ code: String)
        async throws
    {
        let model = RelayingModel([])
        let answer = try await CompletionFixture.post(
            body, model, to: "/v1/embeddings", settings: .test { $0.bodyBytes = 1000 })
        #expect(answer.status == status)
        #expect(try answer.json["error"]?["code"]?.string == code)
        #expect(model.asked.isEmpty)
    }

    @Test func `a refusal keeps its status and words`() async throws {
        let body =
            #"{"error":{"message":"no such model","type":"invalid_request_error","code":"model_not_found"}}"#
        let model = RelayingModel([.failure(.refused(url: "http://u", status: 404, body: body))])
        let answer = try await CompletionFixture.post("{}", model, to: "/v1/embeddings")
        #expect(answer.status == 404)
        #expect(try answer.json["error"]?["message"] == "no such model")
    }

    @Test func `a model that is no server has only chats`() async throws {
        let answer = try await CompletionFixture.post("{}", ScriptedModel([]), to: "/v1/embeddings")
        #expect(answer.status == 404)
        #expect(try answer.json["error"]?["code"] == "not_found")
    }

    @Test func `bytes are written as they come, and half an answer does not look like a whole one`()
        async throws
    {
        let gate = Gate()
        let model = RelayingModel([
            .bytes("one"), .wait(gate), .bytes("two"), .failure(.truncated(url: "http://u", detail: "reset")),
        ])
        try await ServerFixture(answering: model).whileServing { port, _ in
            try await RawConnection.with(port: port) { connection in
                try await connection.post("/v1/responses", "{}")
                #expect(try await connection.status() == 200)
                _ = try await connection.read(to: "one")
                gate.open()
                let rest = try await connection.readAll()
                #expect(rest.contains("two") && !rest.contains("\r\n0\r\n\r\n"))
            }
        }
    }

    @Test func `a client that leaves cancels the request`() async throws {
        let model = RelayingModel([.bytes("one"), .wait(Gate())])
        try await ServerFixture(answering: model).whileServing { port, _ in
            try await RawConnection.with(port: port) { connection in
                try await connection.post("/v1/responses", "{}")
                _ = try await connection.read(to: "one")
                try await model.isWaiting.wait()
            }
            try await model.wasCancelled.wait()
        }
    }

    @Test func `a client that does not read does not keep the server from ending`() async throws {
        // More than the system buffers for a connection, so that the last bytes can never be written.
        let flood = String(repeating: "a", count: 1 << 20)
        let model = RelayingModel(Array(repeating: .bytes(flood), count: 64))
        let settings = HTTPServerSettings.test { $0.shutdownGrace = .milliseconds(1) }
        try await ServerFixture(answering: model, settings: settings).whileServing { port, _ in
            let channel = try await RawConnection.open(port: port)
            try await channel.writeAndFlush(RawConnection.request("/v1/responses", "{}"))
            try await model.wasRead.wait()
        }
    }
}

/// A model server that relays as a script says.
final class RelayingModel: UpstreamRelay {
    enum Step: Sendable {
        case bytes(String)
        case wait(Gate)
        case failure(ModelError)
    }

    struct Question: Sendable, Hashable {
        let body: String
        let endpoint: String
    }

    let upstream = UpstreamDescription(kind: "relaying", url: "http://relaying.test", model: "r")
    let wasCancelled = Gate()
    /// Opens when a reader waits for more.
    let isWaiting = Gate()
    /// Opens at the first read.
    let wasRead = Gate()
    private let steps: [Step]
    private let contentType: String
    private let questions = Mutex<[Question]>([])
    private let position = Mutex(0)

    init(_ steps: [Step], contentType: String = "application/json") {
        self.steps = steps
        self.contentType = contentType
    }

    var asked: [Question] { questions.withLock { $0 } }

    func relay(_ body: [UInt8], to endpoint: RelayedEndpoint) async throws -> RelayedAnswer {
        let question = Question(body: String(decoding: body, as: UTF8.self), endpoint: endpoint.rawValue)
        questions.withLock { $0.append(question) }
        if case .failure(let error)? = steps.first { throw error }
        return RelayedAnswer(contentType: contentType) { try await self.next() }
    }

    private func next() async throws -> [UInt8]? {
        while true {
            let step = position.withLock { position -> Step? in
                defer { position += 1 }
                return position < steps.count ? steps[position] : nil
            }
            wasRead.open()
            switch step {
            case nil: return nil
            case .bytes(let text): return Array(text.utf8)
            case .failure(let error): throw error
            case .wait(let gate):
                isWaiting.open()
                do {
                    try await gate.wait()
                } catch {
                    wasCancelled.open()
                    throw error
                }
            }
        }
    }

    func stream(_ request: ChatRequest) async throws -> ChatDeltaStream { ChatDeltaStream { nil } }

    func complete(_ request: ChatRequest) async throws -> ChatCompletion {
        throw ModelError.invalidRequest(detail: "there is no chat here")
    }

    func models() async throws -> [ModelDescription] {
        [ModelDescription(id: "a/b c"), ModelDescription(id: "d", owner: "me", created: 5)]
    }
}

@Suite struct ModelListTests {
    @Test func `the models are listed with all that OpenAI tells of one`() async throws {
        let answer = try await CompletionFixture.get("/v1/models", RelayingModel([])).json
        #expect(answer["object"] == "list")
        let entries = try #require(answer["data"]?.array)
        #expect(entries.map { $0["id"] } == ["a/b c", "d"])
        #expect(entries.map { $0["owned_by"] } == ["relaying", "me"])
        #expect((entries.first?["created"]?.int ?? 0) > 1_700_000_000)
        #expect(entries.last?["created"] == 5)
        #expect(entries.allSatisfy { $0["object"] == "model" })
    }

    @Test(arguments: ["/v1/models/a/b%20c", "/v1/models/a%2Fb%20c"])
    func `one model is found by its id, slashes and all`(_ path: String) async throws {
        let answer = try await CompletionFixture.get(path, RelayingModel([]))
        #expect(answer.status == 200)
        #expect(try answer.json["id"] == "a/b c")
    }

    @Test func `a list that cannot be had is an error in OpenAI's shape`() async throws {
        let model = ScriptedModel([])
        model.offersModels = false
        let answer = try await CompletionFixture.get("/v1/models", model)
        #expect(answer.status == 503)
        #expect(try answer.json["error"]?["code"] == "upstream_unreachable")
    }
}
