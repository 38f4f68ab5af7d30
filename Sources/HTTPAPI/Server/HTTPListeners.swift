// SPDX-License-Identifier: Apache-2.0

import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// The addresses of one server, all with the same port.
struct HTTPListeners {
    typealias OnRunning = @Sendable (any Channel) async -> Void

    /// How often a free port is looked for that is free on all addresses.
    private static let attempts = 8

    private enum Event: Sendable {
        case listenerEnded
        case graceEnded
    }

    let settings: HTTPServerSettings
    let logger: Logger
    let makeService: @Sendable (BindAddress, @escaping OnRunning) -> any Service

    /// Listens until all listeners have ended: gracefully, by cancelling, or `shutdownGrace` after the signal to end.
    ///
    /// - Parameter onBound: called once, with the port, when all addresses are listened on.
    /// - Throws: `HTTPServerError`.
    func run(onBound: @Sendable (Int) -> Void) async throws {
        for attempt in 1...Self.attempts {
            do {
                return try await listen(onBound)
            } catch HTTPServerError.portTaken where settings.port == 0 && attempt < Self.attempts {
                logger.debug("free port is taken on another address", metadata: ["attempt": "\(attempt)"])
            }
        }
    }

    private func listen(_ onBound: @Sendable (Int) -> Void) async throws {
        try await withThrowingTaskGroup(of: Event.self) { group in
            defer { group.cancelAll() }
            let isLocal = settings.host == "localhost"
            let port = try await start(isLocal ? "127.0.0.1" : settings.host, settings.port, in: &group)
            var running = 1
            if isLocal, try await startSixth(port, in: &group) { running += 1 }
            onBound(port)
            group.addTask {
                try await gracefulShutdown()
                try await settings.clock.sleep(for: settings.shutdownGrace)
                return .graceEnded
            }
            while running > 0, let event = try await group.next() {
                switch event {
                case .listenerEnded: running -= 1
                case .graceEnded: return
                }
            }
        }
    }

    /// Listens on ::1 too, where the machine has it.
    private func startSixth(_ port: Int, in group: inout ThrowingTaskGroup<Event, any Error>) async throws
        -> Bool
    {
        do {
            _ = try await start("::1", port, in: &group)
            return true
        } catch HTTPServerError.addressUnavailable(_, let reason) {
            logger.debug("no IPv6 here", metadata: ["error.message": .string(reason)])
            return false
        }
    }

    /// Starts one listener.
    ///
    /// - Returns: its port, once it listens.
    private func start(
        _ host: String, _ port: Int, in group: inout ThrowingTaskGroup<Event, any Error>
    ) async throws -> Int {
        let started = FirstOutcome<Int>()
        let service = makeService(.hostname(host, port: port)) { channel in
            channel.eventLoop.execute {
                // No program that is started gets it; one that cannot be marked is closed in each of them all the same.
                _ = try? channel.pipeline.syncOperations
                    .withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
                        fcntl(socket, F_SETFD, FD_CLOEXEC)
                    }
                started.settle(.success(channel.localAddress?.port ?? port))
            }
        }
        group.addTask {
            do {
                try await service.run()
                started.settle(.failure(CancellationError()))
            } catch {
                // Before it listens, a listener's failure is told to whoever waits for it to start.
                guard started.settle(.failure(error)) else { throw error }
            }
            return .listenerEnded
        }
        do {
            return try await started.value()
        } catch {
            throw Self.described(error, host, port)
        }
    }

    private static func described(_ error: any Error, _ host: String, _ port: Int) -> any Error {
        switch error {
        case is CancellationError: error
        case let error as IOError where error.errnoCode == EADDRINUSE:
            HTTPServerError.portTaken(host: host, port: port)
        case let error as IOError where error.errnoCode == EACCES:
            HTTPServerError.notPermitted(host: host, port: port)
        case let error as IOError:
            HTTPServerError.addressUnavailable(host: host, reason: String(cString: strerror(error.errnoCode)))
        default: HTTPServerError.addressUnavailable(host: host, reason: "it is not known")
        }
    }
}
