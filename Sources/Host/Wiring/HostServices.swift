// SPDX-License-Identifier: Apache-2.0

import HTTPAPI
import PluginRuntime
import REPL
import ServiceLifecycle
import UnixSignals

/// Says where the server listens, once it does.
struct Announcement: Service {
    let server: HTTPServer
    let host: String

    func run() async throws {
        try await tell()
    }

    func tell() async throws {
        let port = try await server.boundPort()
        let shown = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        try await Console.remark("Listening on http://\(shown):\(port)")
    }
}

/// Ends the host on a signal, in order.
///
/// With a chat beside the server Ctrl-C belongs to the chat: it stops a turn, and Ctrl-D or `/quit` ends the host.
struct SignalWatch: Service {
    var interrupts: Interrupts?
    let wasInterrupted = OneWayFlag()

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        for await signal in signals.cancelOnGracefulShutdown() {
            guard signal == .sigint else { return }
            guard let interrupts else {
                wasInterrupted.raise()
                return
            }
            interrupts.fire()
        }
    }
}

/// Takes new, replaced and removed plugin files while the host runs.
struct PluginWatch: Service {
    let plugins: PluginHost

    func run() async throws {
        await cancelWhenGracefulShutdown { await plugins.watch() }
    }
}

extension PluginHost {
    /// Takes new, replaced and removed plugin files while `body` runs.
    func watching<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        // Ends with the scope.
        async let _: Void = watch()
        return try await body()
    }
}

/// The chat beside the server, whose end is the host's end.
struct ChatService: Service {
    let chat: ChatSession
    let announcement: Announcement

    func run() async throws {
        try await announcement.tell()
        do {
            _ = try await cancelWhenGracefulShutdown { try await chat.run() }
        } catch is CancellationError {
            // The host is ending, which is no failure of the chat.
        }
    }
}
