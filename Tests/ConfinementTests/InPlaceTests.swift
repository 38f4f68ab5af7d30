// SPDX-License-Identifier: Apache-2.0

import CConfinement
import Confinement
import Foundation
import TestSupport
import Testing

/// The launcher without supervision: it becomes the program.
@Suite struct InPlaceTests {
    private struct Run {
        let output: String
        let answer: [UInt8]
    }

    /// Starts the launcher with these records and waits for its end.
    private func launch(_ records: [String], in folder: String) throws -> Run {
        let launcher = try #require(LauncherPlace.find(given: nil))
        var child = confine_child()
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(directory) }
        try #require(confine_spawn(launcher, directory, -1, &child) == 0)
        defer { confine_reap(&child) }
        let message = Array(records.map { $0 + "\0" }.joined().utf8) + [0]
        try #require(send(child.control, message, message.count, Int32(MSG_NOSIGNAL)) == message.count)
        return Run(
            output: String(decoding: all(of: child.output), as: UTF8.self), answer: all(of: child.control))
    }

    private func all(of descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&event, 1, -1) > 0 else { continue }
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    private let system = ["read /usr", "read /lib", "read /lib64", "read /bin", "read /etc/ld.so.cache"]

    @Test func `it becomes the program, which starts no other`() async throws {
        try await withTemporaryFolder { folder in
            let script = "echo begun; cat /etc/passwd; echo x > ../x; (echo forked); echo over"
            let run = try launch(
                ["run /bin/sh", "argument sh", "argument -c", "argument \(script)", "program /bin/sh"]
                    + system + [
                        "write \(folder)", "refuse network", "refuse programs", "refuse processes",
                    ], in: folder)
            #expect(run.output.hasPrefix("begun\n"))
            #expect(!run.output.contains("root:"))
            if KernelFeatures.current.filtersCalls { #expect(!run.output.contains("forked")) }
            #expect(run.answer.isEmpty)
        }
    }

    @Test func `the program may go on with the conversation`() async throws {
        try await withTemporaryFolder { (folder) async throws in
            let records =
                ["run /bin/sh", "argument sh", "argument -c", "argument echo hello >&3", "program /bin/sh"]
                + system
            #expect(try launch(records + ["keep control"], in: folder).answer == Array("hello\n".utf8))
            #expect(try launch(records, in: folder).answer.isEmpty)
        }
    }

    @Test(arguments: [
        ["run /bin/sh"], ["argument x"], ["run /bin/sh", "argument sh", "nonsense 1"],
        ["run /bin/sh", "argument sh", "memory many"], ["run /bin/sh", "argument sh", "memory -1"],
        ["run /bin/sh", "argument sh", "refuse everything"],
        ["run /bin/sh", "argument sh", "processes 99999999999"],
        ["run"], ["run /bin/sh", "argument sh"] + Array(repeating: "read /usr", count: 3_000),
    ])
    func `a policy that it does not understand runs nothing`(records: [String]) async throws {
        try await withTemporaryFolder { folder in
            let run = try launch(records, in: folder)
            #expect(run.output.isEmpty)
            #expect(run.answer.count == MemoryLayout<confine_answer>.size)
            let answer = run.answer.withUnsafeBytes { $0.loadUnaligned(as: confine_answer.self) }
            #expect(answer.magic == CONFINE_ANSWER)
            #expect(answer.stage == CONFINE_STAGE_POLICY)
        }
    }

    @Test func `what cannot be run is told`() async throws {
        try await withTemporaryFolder { folder in
            let run = try launch(["run /no/program", "argument x"] + system, in: folder)
            let answer = run.answer.withUnsafeBytes { $0.loadUnaligned(as: confine_answer.self) }
            #expect(answer.stage == CONFINE_STAGE_PROGRAM)
            #expect(answer.error == ENOENT)
        }
    }
}
