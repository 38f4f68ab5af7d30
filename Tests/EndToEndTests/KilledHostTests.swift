// SPDX-License-Identifier: Apache-2.0

import Confinement
import Foundation
import JSON
import TestSupport
import Testing

/// A host that is killed leaves no process behind, whoever started it.
@Suite(.timeLimit(.minutes(10))) struct KilledHostTests {
    private static let sleep = "/usr/bin/sleep"

    /// The kernel here keeps programs in the group of their plugin.
    private static var filtersCalls: Bool { KernelFeatures.current.filtersCalls }

    @Test(.enabled(if: filtersCalls, "a kernel without seccomp lets programs leave"))
    func `programs that a plugin started end with a host that is killed`() async throws {
        try await withStarter { host in
            #expect(try await host.result(#"{"action":"waits"}"#) == "ECHILD")
            let numbers = try #require(try await host.result(#"{"action":"start"}"#))
                .split(separator: " ").compactMap { Int32($0) }
            try #require(numbers.count == 3 && numbers.allSatisfy { $0 > 1 }, "\(numbers)")
            let programs = numbers.compactMap(Life.init)
            #expect(programs.count == 3)
            // They, the plugin's process, and what sees to their end; and the other plugins' processes.
            let others = try Life.children(of: host.child.processID)
            let group = try #require(programs.first.map(\.group))
            let all = Set(programs + others + (try Life.members(of: group)))
            #expect(all.filter { $0.group == group }.count == 5, "\(all)")
            let sockets = Life.sockets(of: host.child.processID)
            for life in all {
                #expect(Life.sockets(of: life.processID).isDisjoint(with: sockets), "\(life)")
            }
            kill(host.child.processID, SIGKILL)
            for life in all { while life.goesOn { await Task.yield() } }
        }
    }

    @Test func `commands have none of the host's sockets, and end with a host that is killed`() async throws {
        try await withStarter { host in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let isOver = Gate()
                group.addTask {
                    // Ends when the host does.
                    _ = try await host.post(
                        "/call",
                        #"{"action":"executeCommand","params":{"command":"tail","args":["-f","/dev/null"]}}"#)
                    isOver.open()
                }
                var found: [Life] = []
                // The launcher is started by the plugin's process, in a session of its own, and starts the command.
                while !isOver.isOpen, !found.contains(where: { $0.name == "tail" }) {
                    found = try Life.descendants(of: host.child.processID).filter {
                        ["toolhost-launch", "tail"].contains($0.name)
                    }
                    await Task.yield()
                }
                #expect(found.contains { $0.name == "tail" })
                // The call has a connection to the host, which listens for others besides.
                let sockets = Life.sockets(of: host.child.processID)
                #expect(sockets.count >= 2)
                for life in try Life.descendants(of: host.child.processID) {
                    #expect(Life.sockets(of: life.processID).isDisjoint(with: sockets), "\(life)")
                }
                for life in found where life.name == "tail" {
                    #expect(Life.sockets(of: life.processID) == [])
                }
                kill(host.child.processID, SIGKILL)
                for life in found { while life.goesOn { await Task.yield() } }
                try await group.waitForAll()
            }
        }
    }

    private func withStarter(_ body: (RunningHost) async throws -> Void) async throws {
        try await RunningHost.with(
            environment: ["LOG_LEVEL": "warning"],
            prepare: { folder in
                let plugins = folder.appending(path: "plugins").path
                try FileManager.default.createDirectory(atPath: plugins, withIntermediateDirectories: true)
                _ = try await PluginCompiler.buildFixture(
                    "starts_programs", into: plugins, flags: ["-DSLEEP=\"\(Self.sleep)\""])
                try #"{"permissions": {"exec": ["\#(Self.sleep)"]}}"#.write(
                    toFile: "\(plugins)/starts_programs.plugin.json", atomically: true, encoding: .utf8)
                let approved = try await FinishedProcess.run(
                    BuiltHost.executable.path, ["plugin", "approve", "starts_programs", "--yes"],
                    environment: RunningHost.settings(for: folder), in: folder)
                try #require(approved.status == 0, "\(approved.errors)")
            }, body)
    }
}

extension RunningHost {
    /// The result of a call, as text.
    fileprivate func result(_ call: String) async throws -> String? {
        let answer = try await post("/call", call)
        return try JSONValue(parsing: answer.output)["result"]?.string
    }
}

/// One process, told apart from a later one of the same number by when it started.
private struct Life: Hashable {
    let processID: Int32
    let name: String
    let parent: Int32
    let group: Int32
    let start: String

    /// Nil when there is none, or it has ended and waits to be reaped.
    init?(_ processID: Int32) {
        guard let line = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8),
            let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")")
        else { return nil }
        let fields = line[line.index(after: close)...].split(separator: " ")
        guard fields.count > 19, !["Z", "X"].contains(fields[0]), let parent = Int32(fields[1]),
            let group = Int32(fields[2])
        else { return nil }
        self.processID = processID
        name = String(line[line.index(after: open)..<close])
        self.parent = parent
        self.group = group
        start = String(fields[19])
    }

    var goesOn: Bool { Life(processID)?.start == start }

    /// The sockets that a process has open, each end of a pair by itself.
    static func sockets(of processID: Int32) -> Set<String> {
        let folder = "/proc/\(processID)/fd"
        // A process that has ended meanwhile has none.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(
            names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
                .filter { $0.hasPrefix("socket:") })
    }

    static func all() throws -> [Life] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap {
            Int32($0).flatMap(Life.init)
        }
    }

    static func children(of processID: Int32) throws -> [Life] {
        try all().filter { $0.parent == processID }
    }

    static func members(of group: Int32) throws -> [Life] {
        try all().filter { $0.group == group }
    }

    static func descendants(of processID: Int32) throws -> [Life] {
        let all = try all()
        var found: Set<Int32> = [processID]
        var count = 0
        while count < found.count {
            count = found.count
            for life in all where found.contains(life.parent) { found.insert(life.processID) }
        }
        return all.filter { $0.processID != processID && found.contains($0.processID) }
    }
}
