// SPDX-License-Identifier: Apache-2.0

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
        let parts = body.map { [ByteBuffer(bytes: $0)] } ?? []
        return try await send(method, path, parts: parts, patience: patience)
    }

    /// Sends a request whose body comes in parts, as the other `send` does.
    func send(
        _ method: HTTPMethod, _ path: String, parts: [ByteBuffer], patience: UpstreamExchange.Patience
    ) async throws -> Answer {
        var attempt = 1
        while true {
            var failure = ModelError.invalidRequest(detail: "there is no upstream URL")
            var retryAfter: Int?
            let first = preferred.withLock { $0 }
            for offset in settings.urls.indices {
                let index = (first + offset) % settings.urls.count
                let url = settings.urls[index]
                switch try await sendOnce(method, path, body: parts, to: url, patience: patience) {
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
        _ method: HTTPMethod, _ path: String, body: [ByteBuffer], to url: UpstreamURL,
        patience: UpstreamExchange.Patience
    ) async throws -> Outcome {
        do {
            let request = try httpRequest(method, path, body: body, to: url)
            let (exchange, head) = try await exchange(of: request, patience)
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
        }
    }

    /// Sends a request and waits for the head of its answer; once more when an idle connection turns out to be closed.
    private func exchange(
        of request: UpstreamRequest, _ patience: UpstreamExchange.Patience
    ) async throws -> (UpstreamExchange, HTTPResponseHead) {
        var isFresh = false
        while true {
            try Task.checkCancellation()
            let eventLoop = connections.eventLoop(for: request.origin)
            let exchange = UpstreamExchange(
                on: eventLoop, patience: patience, readAheadBytes: settings.limits.readAheadBytes, time: time)
            connections.send(request, for: exchange, on: eventLoop, isFresh: isFresh)
            do {
                return (exchange, try await exchange.head())
            } catch is UpstreamExchange.Fault where exchange.mayNotHaveArrived {
                isFresh = true
            }
        }
    }

    private func httpRequest(
        _ method: HTTPMethod, _ path: String, body: [ByteBuffer], to url: UpstreamURL
    ) throws(ModelError) -> UpstreamRequest {
        var headers: HTTPHeaders = [
            "Host": url.origin.authority, "Accept": "text/event-stream, application/json",
            "User-Agent": "toolhost",
        ]
        if let apiKey = settings.apiKey {
            guard apiKey.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw .invalidRequest(detail: "the API key has characters that no HTTP header can carry")
            }
            headers.add(name: "Authorization", value: "Bearer \(apiKey)")
        }
        if !body.isEmpty {
            let length = body.reduce(0) { $0 + $1.readableBytes }
            headers.add(name: "Content-Type", value: "application/json")
            headers.add(name: "Content-Length", value: String(length))
        }
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: url.path + path, headers: headers)
        return UpstreamRequest(origin: url.origin, head: head, body: body)
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
