// SPDX-License-Identifier: Apache-2.0

public import ChatModel
import JSON
public import Logging
public import NIOCore
import NIOHTTP1
public import NIOPosix
import OpenAICoding
import Synchronization

/// A client of LM Studio, or of any other server with OpenAI's chat completions.
///
///     let settings = LMStudioSettings(urls: [try UpstreamURL("http://localhost:1234")])
///     try await LMStudioClient.withClient(settings: settings, logger: logger) { client in
///         for try await deltas in try await client.stream(request) { … }
///     }
///
/// It owns its connections: call `shutdown()` before letting go of it, or use `withClient`.
public final class LMStudioClient: Sendable {
    let settings: LMStudioSettings
    let connections: UpstreamConnections
    let logger: Logger
    let time: ClientTime
    /// Which of `settings.urls` answered last.
    let preferred = Mutex(0)
    let toolsText = ToolsText()

    /// Opens no connection yet.
    ///
    /// - Parameters:
    ///   - settings: where and how.
    ///   - eventLoopGroup: where the connections live.
    ///   - logger: told of retries, at debug level.
    public convenience init(
        settings: LMStudioSettings,
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger
    ) {
        self.init(settings: settings, eventLoopGroup: eventLoopGroup, logger: logger, time: .system)
    }

    /// For tests, which do not want to wait.
    package init(
        settings: LMStudioSettings,
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger, time: ClientTime, idleTime: TimeAmount? = nil
    ) {
        self.settings = settings
        self.logger = logger
        self.time = time
        connections = UpstreamConnections(
            group: eventLoopGroup, connectTimeout: settings.connectTimeout,
            idleTime: idleTime ?? UpstreamConnections.idleTime)
    }

    /// Runs `body` with a client that is shut down afterwards.
    ///
    /// - Parameters:
    ///   - settings: as for `init`.
    ///   - logger: told of retries, at debug level.
    ///   - body: what to do with it.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws.
    public static func withClient<Result>(
        settings: LMStudioSettings, logger: Logger, _ body: (LMStudioClient) async throws -> Result
    ) async throws -> Result {
        try await LMStudioClient(settings: settings, logger: logger).run(body)
    }

    package func run<Result>(_ body: (LMStudioClient) async throws -> Result) async throws -> Result {
        do {
            let result = try await body(self)
            try await shutdown()
            return result
        } catch {
            // The body's error is the one to tell; shutting down again after a failed shutdown changes nothing.
            try? await shutdown()
            throw error
        }
    }

    /// Drops all requests under way and closes all connections; the client cannot be used afterwards.
    ///
    /// - Throws: `ChannelError.alreadyClosed` when it is shut down already.
    public func shutdown() async throws {
        try await connections.shutdown()
    }
}

extension LMStudioClient: LanguageModel {
    /// Sends the request, again where the policy says so, and returns once a server has accepted it.
    ///
    /// Nothing is sent again after that: what goes wrong later is a `.failure` at the end of the stream.
    public func stream(_ request: ChatRequest) async throws -> ChatDeltaStream {
        let body = requestBody(request, isStreaming: true)
        let answer = try await send(.POST, "/chat/completions", parts: body, patience: patience)
        let decoder = AnswerDecoder(contentType: answer.contentType, limits: settings.limits)
        let reader = DeltaReader(answer.exchange, decoder: decoder)
        if !decoder.claimsEvents, try await reader.shape() != .events {
            do {
                try check(try await reader.wholeBody(), from: answer.url)
            } catch let fault as UpstreamExchange.Fault {
                throw ModelError(withinBody: fault, url: answer.url.description)
            }
        }
        return ChatDeltaStream { try await reader.nextBatch() }
    }

    /// Sends the request and reads the answer to its end.
    public func complete(_ request: ChatRequest) async throws -> ChatCompletion {
        let body = requestBody(request, isStreaming: false)
        let answer = try await send(.POST, "/chat/completions", parts: body, patience: patience)
        let value = try await json(of: answer)
        do throws(OpenAICodingError) {
            return try ChatCompletion(openAI: value)
        } catch {
            let detail =
                OpenAIError(openAI: value).map { "it reports an error, \($0.message)" } ?? error.message
            throw unreadable(detail, value.jsonBytes(), from: answer.url)
        }
    }

    /// Asks for the list of models; the answer must begin within `silenceTimeout`.
    public func models() async throws -> [ModelDescription] {
        // A list needs no model to be loaded: the wait for a byte is the wait between bytes.
        let patience = UpstreamExchange.Patience(
            firstByte: settings.silenceTimeout, silence: settings.silenceTimeout)
        let answer = try await send(.GET, "/models", body: nil, patience: patience)
        let value = try await json(of: answer)
        do throws(OpenAICodingError) {
            return try [ModelDescription](openAI: value)
        } catch {
            throw unreadable(error.message, value.jsonBytes(), from: answer.url)
        }
    }

    /// The server that answered last.
    public var upstream: UpstreamDescription {
        let index = preferred.withLock { $0 }
        let url = settings.urls.indices.contains(index) ? settings.urls[index].description : nil
        return UpstreamDescription(kind: settings.kind, url: url, model: settings.model)
    }

    var patience: UpstreamExchange.Patience {
        UpstreamExchange.Patience(firstByte: settings.firstByteTimeout, silence: settings.silenceTimeout)
    }
}
