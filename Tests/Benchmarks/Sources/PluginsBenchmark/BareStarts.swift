// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

/// Processes of a program that ends at once: the least that as many plugins in processes of their own can cost.
struct BareStarts {
    let program: String
    let count: Int
    /// How many are there at the same time.
    let width: Int

    /// Starts them all, and waits for their ends.
    func run() {
        DispatchQueue.concurrentPerform(iterations: width) { lane in
            for _ in stride(from: lane, to: count, by: width) { start() }
        }
    }

    private func start() {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in 0...2 as ClosedRange<Int32> {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(program), nil]
        defer { free(arguments[0]) }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var child: pid_t = 0
        let error = posix_spawn(&child, program, &actions, nil, &arguments, &environment)
        precondition(error == 0, "a process")
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
    }
}
