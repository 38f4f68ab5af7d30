// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A process that sends back what it gets through a socket: the least that a call of another process can cost.
struct PingPong {
    private let socket: Int32
    private let child: pid_t
    private var buffer = [UInt8](repeating: 7, count: 128)

    /// Starts this program once more, as the other end.
    init() {
        var pair: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        precondition(socketpair(AF_UNIX, kind, 0, &pair) == 0, "a socket pair")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, pair[1], Self.descriptor)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("WorkerBenchmark"), strdup("pong"), nil]
        var child: pid_t = 0
        let error = posix_spawn(&child, "/proc/self/exe", &actions, nil, &arguments, environ)
        precondition(error == 0, "a second process")
        close(pair[1])
        socket = pair[0]
        self.child = child
    }

    /// Sends the bytes there and back.
    mutating func roundTrip() {
        let sent = send(socket, &buffer, buffer.count, 0)
        let received = recv(socket, &buffer, buffer.count, 0)
        precondition(sent == buffer.count && received == buffer.count, "whole messages")
    }

    /// Ends the other process.
    func end() {
        close(socket)
        var status: Int32 = 0
        waitpid(child, &status, 0)
    }

    /// What the second process does until nobody sends any more.
    static func answer() {
        var buffer = [UInt8](repeating: 0, count: 128)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0, send(descriptor, &buffer, count, 0) == count else { return }
        }
    }

    private static let descriptor: Int32 = 3
}
