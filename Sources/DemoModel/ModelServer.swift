// SPDX-License-Identifier: Apache-2.0

package import ChatModel
import Glibc
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle

/// An OpenAI-compatible server of the demo model, or of a script.
///
/// `POST /v1/chat/completions` (streaming and not) and `GET /v1/models`, on one address of this machine.
package struct ModelServer: Service {
    /// Who answers.
    package enum Source: Sendable {
        case model(any LanguageModel)
        case script(ScriptPlayer)
    }

    /// The longest request body, in bytes: a long conversation with images.
    package static let requestBytes = 32 << 20

    private let host: String
    private let port: Int
    private let routes: ModelRoutes
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - source: who answers.
    ///   - host: the address to bind.
    ///   - port: 0 takes a free one.
    ///   - identity: the fields of a script's answers.
    ///   - logger: for the server's own messages.
    ///   - onListening: told the port once connections are accepted.
    package init(
        _ source: Source, host: String = "127.0.0.1", port: Int,
        identity: @escaping @Sendable () -> ChatStreamIdentity = DemoLanguageModel.freshIdentity,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.host = host
        self.port = port
        self.logger = logger
        self.onListening = onListening
        routes = ModelRoutes(source: source, identity: identity)
    }

    /// Serves until the task is cancelled or the service group shuts down.
    ///
    /// - Throws: `ModelServerError` when the port cannot be had.
    package func run() async throws {
        let router = Router()
        routes.add(to: router)
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "toolhost-demo"),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: logger
        )
        do {
            try await application.run()
        } catch let error as IOError {
            if error.errnoCode == EADDRINUSE { throw ModelServerError.portTaken(host: host, port: port) }
            throw ModelServerError.cannotListen(host: host, port: port, detail: "errno \(error.errnoCode)")
        }
    }
}
