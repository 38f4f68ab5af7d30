// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import TestSupport
import Testing

/// What plugins' processes leave behind in the host, and the host in them.
@Suite(.timeLimit(.minutes(10))) struct WorkerProcessTests {
    @Test func `killed processes leave no descriptor, thread or child in the host`() async throws {
        try await withEchoes { host in
            kill(try await host.workerID(), SIGKILL)
            // The first restart may have made what stays, such as a thread of a pool.
            let worker = try await host.workerID()
            let before = try host.child.resources()
            // A third one within a minute would be the last.
            kill(worker, SIGKILL)
            #expect(try await host.workerID() != worker)
            // What the last one used is given back right after its end.
            var after = try host.child.resources()
            while !after.isAtMost(before) {
                _ = try await host.workerID()
                after = try host.child.resources()
            }
        }
    }

    @Test func `a host that is killed takes its plugins' processes along`() async throws {
        try await withEchoes { host in
            let worker = try await host.workerID()
            #expect(kill(worker, 0) == 0)
            kill(host.child.processID, SIGKILL)
            while kill(worker, 0) == 0 { await Task.yield() }
        }
    }

    @Test func `a plugin's process has its channel and its pipe, and nothing else of the host's`()
        async throws
    {
        try await withEchoes { host in
            let worker = try await host.workerID()
            let names = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(worker)/fd")
            #expect(names.sorted() == ["0", "1", "2", "3"])
        }
    }

    private func withEchoes(_ body: (RunningHost) async throws -> Void) async throws {
        try await RunningHost.with(
            prepare: { folder in
                let plugins = folder.appending(path: "plugins")
                try FileManager.default.createDirectory(at: plugins, withIntermediateDirectories: true)
                _ = try await PluginCompiler.buildFixture("echoes", into: plugins.path)
            }, body)
    }
}

extension RunningHost {
    /// The process that answers calls of the plugin `echoes` now, be it one that had to be started.
    fileprivate func workerID() async throws -> Int32 {
        while true {
            let answer = try await post("/call", #"{"action":"pid"}"#)
            if let id = try JSONValue(parsing: answer.output)["result"]?.string.flatMap({ Int32($0) }) {
                return id
            }
        }
    }
}

/// What a process holds of the system.
private struct Resources {
    let descriptors: Int
    let threads: Int
    let children: Int

    func isAtMost(_ other: Resources) -> Bool {
        descriptors <= other.descriptors && threads <= other.threads && children <= other.children
    }
}

extension ChildProcess {
    fileprivate func resources() throws -> Resources {
        func count(_ name: String) throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(processID)/\(name)").count
        }
        let children = try FileManager.default.contentsOfDirectory(atPath: "/proc").count { entry in
            // Other processes come and go.
            guard let status = try? String(contentsOfFile: "/proc/\(entry)/status", encoding: .utf8) else {
                return false
            }
            return status.contains("\nPPid:\t\(processID)\n")
        }
        return Resources(
            descriptors: try count("fd"), threads: try count("task"), children: children)
    }
}
