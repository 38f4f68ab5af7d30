// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import ChatModel
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

extension LMStudioClient {
    /// An accepted request: the head has come with a status of 2xx, the body is still to be read.
    struct Answer {
        var exchange: UpstreamExchange
        var contentType: String
        var url: UpstreamURL
    }

    private enum Outcome {
        case accepted(Answer)
        /// `retryAfter` in seconds, where the server asked for it.
        case failed(ModelError, retryAfter: Int?)
    }

    /// Sends a request until a server accepts it, as the retry policy says.
    ///
    /// - Throws: the last failure, as `ModelError`; `CancellationError`.
    func send(
        _ method: HTTPMethod, _ path: String, body: [UInt8]?, patience: UpstreamExchange.Patience
    ) async throws -> Answer {
        var attempt = 1
        while true {
            var failure = ModelError.invalidRequest(detail: "there is no upstream URL")
            var retryAfter: Int?
            let first = preferred.withLock { $0 }
            for offset in settings.urls.indices {
                let index = (first + offset) % settings.urls.count
                let url = settings.urls[index]
                switch try await sendOnce(method, path, body: body, to: url, patience: patience) {
                case .accepted(let answer):
                    preferred.withLock { $0 = index }
                    return answer
                case .failed(let error, let seconds):
                    guard error.isTransient else { throw error }
                    (failure, retryAfter) = (error, seconds)
                }
            }
            let random = time.random()
            guard failure.isTransient,
                let pause = settings.retry.pause(after: attempt, retryAfter: retryAfter, random: random)
            else {
                throw failure
            }
            logger.debug(
                "retrying upstream request",
                metadata: [
                    "upstream.attempt": "\(attempt)", "upstream.error": "\(failure.code)",
                    "pause": "\(pause)",
                ])
            try await time.sleep(pause)
            attempt += 1
        }
    }

    private func sendOnce(
        _ method: HTTPMethod, _ path: String, body: [UInt8]?, to url: UpstreamURL,
        patience: UpstreamExchange.Patience
    ) async throws -> Outcome {
        try Task.checkCancellation()
        let exchange = UpstreamExchange(
            patience: patience, readAheadBytes: settings.limits.readAheadBytes, time: time)
        do {
            let request = try httpRequest(method, path, body: body, to: url)
            exchange.attach(http.execute(request: request, delegate: exchange))
            let head = try await exchange.head()
            if (200..<300).contains(head.status.code) {
                let contentType = head.headers.first(name: "Content-Type") ?? ""
                return .accepted(Answer(exchange: exchange, contentType: contentType, url: url))
            }
            let failure = await refusal(head, exchange, url)
            try Task.checkCancellation()
            return .failed(failure, retryAfter: head.headers.first(name: "Retry-After").flatMap { Int($0) })
        } catch let fault as UpstreamExchange.Fault {
            if case .cancelled = fault { throw CancellationError() }
            return .failed(ModelError(fault, url: url.description), retryAfter: nil)
        } catch is HTTPClientError {
            return .failed(.invalidRequest(detail: "the upstream URL \(url) cannot be used"), retryAfter: nil)
        }
    }

    private func httpRequest(
        _ method: HTTPMethod, _ path: String, body: [UInt8]?, to url: UpstreamURL
    ) throws -> HTTPClient.Request {
        var headers: HTTPHeaders = [
            "Accept": "text/event-stream, application/json", "User-Agent": "toolhost",
        ]
        if let apiKey = settings.apiKey { headers.add(name: "Authorization", value: "Bearer \(apiKey)") }
        if body != nil { headers.add(name: "Content-Type", value: "application/json") }
        return try HTTPClient.Request(
            url: url.base + path, method: method, headers: headers, body: body.map { .bytes($0) })
    }

    /// The error that a status other than 2xx means, with the beginning of its body.
    private func refusal(
        _ head: HTTPResponseHead, _ exchange: UpstreamExchange, _ url: UpstreamURL
    ) async -> ModelError {
        var body: [UInt8] = []
        // What broke the body of a refusal does not matter beside the refusal.
        while body.count < settings.limits.errorBodyBytes, let bytes = try? await exchange.nextBytes() {
            body.append(contentsOf: bytes.readableBytesView)
        }
        exchange.cancel()
        if (300..<400).contains(head.status.code) {
            let target = head.headers.first(name: "Location").map { " to \($0.prefix(200))" } ?? ""
            return unreadable("it redirects\(target), which is not followed", body, from: url)
        }
        return .refused(url: url.description, status: Int(head.status.code), body: excerpt(body))
    }
}
