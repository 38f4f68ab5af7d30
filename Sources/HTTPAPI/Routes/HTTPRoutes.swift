// SPDX-License-Identifier: Apache-2.0

import ChatModel
import HTTPTypes
import Hummingbird
import Logging
import ToolLoop

/// The routes of the server, and the checks before them.
struct HTTPRoutes {
    private typealias Handler = @Sendable (Request, HTTPRequestContext) async throws -> Response

    private let settings: HTTPServerSettings
    private let shutdown: Signal
    private let logger: Logger
    private let routes: [(method: HTTPRequest.Method, path: String, handler: Handler)]

    init(loop: TurnLoop, settings: HTTPServerSettings, shutdown: Signal, logger: Logger) {
        let tools = ToolRoutes(plugins: loop.plugins, bodyBytes: settings.bodyBytes, shutdown: shutdown)
        let chat = ChatRoutes(loop: loop, settings: settings, shutdown: shutdown)
        let health = HealthRoutes(loop: loop, settings: settings, start: .now)
        let completions = CompletionRoutes(loop: loop, settings: settings, shutdown: shutdown)
        let models = ModelListRoutes(loop: loop)
        let relay = RelayRoutes(loop: loop, settings: settings, shutdown: shutdown)
        self.settings = settings
        self.shutdown = shutdown
        self.logger = logger
        routes = [
            (.get, "/tools", tools.tools),
            (.post, "/call", tools.call),
            (.post, "/chat", chat.chat),
            (.post, "/chat/overrides", chat.overrides),
            (.post, "/chat/legacy", chat.legacy),
            (.post, "/v1/chat/completions", completions.completions),
            (.get, "/v1/models", models.models),
            (.get, "/v1/models/**", models.model),
            (.post, "/v1/embeddings", relay.handler(.embeddings)),
            (.post, "/v1/completions", relay.handler(.completions)),
            (.post, "/v1/responses", relay.handler(.responses)),
            (.get, "/health", health.health),
            (.get, "/status", health.status),
            (.get, "/test-lmstudio", health.testUpstream),
        ]
    }

    /// Everything that happens to a request.
    var responder: RouterResponder<HTTPRequestContext> {
        let router = Router(context: HTTPRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestLog(logger: logger))
        router.add(middleware: FailureResponses(methods: methods))
        router.add(
            middleware: HostCheck(hosts: AllowedHosts(host: settings.host, more: settings.allowedHosts)))
        if let key = settings.apiKey { router.add(middleware: BearerCheck(key: key)) }
        router.add(middleware: ShutdownCheck(shutdown: shutdown))
        router.add(middleware: OffLoopHandling())
        for route in routes { router.on(RouterPath(route.path), method: route.method, use: route.handler) }
        return router.buildResponder()
    }

    /// The routes as the documentation names them: `POST /chat`.
    var names: [String] {
        routes.map { "\($0.method.rawValue) \($0.path.replacing("**", with: "{id}"))" }
    }

    private var methods: [String: [HTTPRequest.Method]] {
        var methods: [String: [HTTPRequest.Method]] = [:]
        for route in routes {
            methods[route.path, default: []].append(route.method)
            if route.method == .get { methods[route.path, default: []].append(.head) }
        }
        return methods
    }
}
