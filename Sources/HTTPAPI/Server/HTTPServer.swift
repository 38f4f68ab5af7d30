// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
package import ToolLoop

/// The host's HTTP interface: tools, single calls, chats and health, bound to this machine unless told otherwise.
///
/// Ending gracefully, it takes no new requests, ends event streams with `done` (`cancelled`), and closes what is
/// still open after the grace period.
package struct HTTPServer: Service {
    private let settings: HTTPServerSettings
    private let logger: Logger
    private let shutdown = Signal()
    private let bound = FirstOutcome<Int>()
    private let responder: RouterResponder<HTTPRequestContext>
    /// All routes, such as `POST /chat`.
    package let routes: [String]

    /// - Parameters:
    ///   - loop: what answers chats; its plugins answer calls.
    ///   - settings: where to listen, whom to answer.
    ///   - logger: where it writes.
    package init(loop: TurnLoop, settings: HTTPServerSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
        let routes = HTTPRoutes(loop: loop, settings: settings, shutdown: shutdown, logger: logger)
        responder = routes.responder
        self.routes = routes.names
    }

    /// Waits until the server listens.
    ///
    /// To be called once.
    ///
    /// - Returns: the port, the one that was picked when the settings say 0.
    /// - Throws: what `run()` throws when it cannot listen.
    package func boundPort() async throws -> Int {
        try await bound.value()
    }

    /// Listens and answers until the task is cancelled or the service group ends gracefully.
    ///
    /// To be called once.
    ///
    /// - Throws: `HTTPServerError` when an address cannot be had.
    package func run() async throws {
        do {
            try await withGracefulShutdownHandler {
                try await listeners.run { bound.settle(.success($0)) }
            } onGracefulShutdown: {
                shutdown.fire()
            }
            bound.settle(.failure(CancellationError()))
        } catch {
            bound.settle(.failure(error))
            throw error
        }
    }

    private var listeners: HTTPListeners {
        HTTPListeners(settings: settings, logger: logger) { address, onServerRunning in
            application(on: address, onServerRunning: onServerRunning)
        }
    }

    /// The application on one address; also for tests of the routes without a server.
    package func application(
        on address: BindAddress = .hostname("127.0.0.1", port: 0),
        onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) -> Application<RouterResponder<HTTPRequestContext>> {
        var listenerLogger = logger
        // hummingbird announces each listener; who runs the server says where it listens, once. Requests get
        // the server's own logger from `RequestLog`.
        listenerLogger.logLevel = max(logger.logLevel, .notice)
        return Application(
            responder: responder,
            server: HTTPServerBuilder { _ in
                RequestConnection(responder: responder, settings: settings, shutdown: shutdown)
            },
            configuration: ApplicationConfiguration(
                address: address,
                availableConnectionsDelegate: MaximumAvailableConnections(settings.connections)),
            onServerRunning: onServerRunning, logger: listenerLogger)
    }
}
