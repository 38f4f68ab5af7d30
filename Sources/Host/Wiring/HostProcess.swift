// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import HTTPAPI
import Logging
import PluginRuntime
import REPL
import ServiceLifecycle
import ToolLoop
import UnixSignals

/// The long-running host: the server, and a chat beside it where there is a terminal.
enum HostProcess {
    /// How long the parts may take to end before they are cancelled: the server's own grace and a margin.
    private static let shutdownPatience: Duration = .seconds(5)

    /// Runs until a signal, the end of the chat, or a failure.
    ///
    /// - Parameters:
    ///   - options: the options given, by the settings' keys.
    ///   - file: what `--config` names.
    ///   - session: how to chat; nil only serves.
    ///   - addsSampleFiles: whether an empty sandbox gets the examples' files.
    /// - Throws: `CommandStatus.interrupted` after Ctrl-C, `CommandFailure` when the server cannot listen.
    static func run(
        options: [String: String], file: String?, session: SessionOptions?, addsSampleFiles: Bool = false
    ) async throws {
        let preparation = try await Preparation(options: options, file: file, needsPlugins: false)
        if addsSampleFiles { try await addSampleFiles(to: preparation.settings.sandbox) }
        try await preparation.loadPlugins()
        UpstreamReport.log(preparation.plugins.registry, to: preparation.logger)
        let connection = await ModelConnection(preparation.settings, logger: preparation.logger)
        let isGreeted = session?.greets(isInteractive: ChatSession.isAtTerminal) ?? false
        try await connection.tell(exceptCaveat: isGreeted)
        let loop = TurnLoop(
            model: connection.model, plugins: preparation.plugins,
            settings: TurnLoopSettings(preparation.settings)
        )
        let services = services(loop, session, preparation, caveat: connection.caveat)
        let end = await end(of: services, preparation.logger)
        await connection.close()
        await preparation.plugins.shutdown()
        if let end { throw end }
    }

    /// The services in the order in which they start; they end in the other.
    private static func services(
        _ loop: TurnLoop, _ session: SessionOptions?, _ preparation: Preparation, caveat: String?
    ) -> [any Service] {
        let server = HTTPServer(
            loop: loop, settings: HTTPServerSettings(preparation.settings), logger: preparation.logger
        )
        let announcement = Announcement(server: server, host: preparation.settings.host)
        let watch = PluginWatch(plugins: preparation.plugins)
        guard let session else { return [watch, server, announcement, SignalWatch()] }
        let chat = ChatSession(
            loop: loop,
            options: session.replOptions(
                isInteractive: ChatSession.isAtTerminal,
                greeting: ChatSession.greeting(loop, caveat: caveat),
                usesColour: ChatSession.usesColour
            ),
            historyPath: "\(preparation.settings.folders.state)/history", logger: preparation.logger
        )
        return [
            watch, server, SignalWatch(interrupts: chat.interrupts),
            ChatService(chat: chat, announcement: announcement),
        ]
    }

    /// What the program ends with; nil after an orderly end.
    private static func end(of services: [any Service], _ logger: Logger) async -> (any Error)? {
        var configuration = ServiceGroupConfiguration(
            services: services.map { service in
                .init(
                    service: service,
                    successTerminationBehavior:
                        service is Announcement || service is PluginWatch
                        ? .ignore : .gracefullyShutdownGroup,
                    failureTerminationBehavior: .cancelGroup
                )
            },
            logger: quiet(logger)
        )
        configuration.maximumGracefulShutdownDuration = shutdownPatience
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as HTTPServerError {
            return CommandFailure(.failed, "serve", error)
        } catch {
            return error
        }
        let watch = services.lazy.compactMap { $0 as? SignalWatch }.first
        return watch?.wasInterrupted.isRaised == true ? CommandStatus.interrupted : nil
    }

    /// The group tells of each service's start and end, which is of interest only when something is wrong.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, logger.logLevel <= .debug ? .debug : .error)
        return logger
    }

    private static func addSampleFiles(to sandbox: String) async throws {
        do {
            try FileManager.default.createDirectory(atPath: sandbox, withIntermediateDirectories: true)
            if try SampleFiles.write(into: sandbox) {
                try await Console.remark("Sample files were put into \(sandbox).")
            }
        } catch let error as CocoaError {
            throw CommandFailure(
                .failed, "sandbox", "\(sandbox) cannot be used: \(error.localizedDescription)")
        }
    }
}

extension HTTPServerSettings {
    init(_ settings: HostSettings) {
        self.init(
            host: settings.host, port: settings.port, apiKey: settings.apiKey,
            executesByDefault: settings.autoExecute, version: Version.current
        )
    }
}
