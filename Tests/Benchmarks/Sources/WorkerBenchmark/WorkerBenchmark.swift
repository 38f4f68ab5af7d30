// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import Logging
import PluginRuntime
import ToolModel

/// What a plugin's own process costs: a call, beside one in this process and beside bare messages between two processes;
/// large arguments and results; the start of a process; its memory.
///
/// Arguments: the path of `toolhost-worker`, of the plugin made of `measured.c`, and of a plugin in Swift.
@main
struct WorkerBenchmark {
    let worker: String
    let plugin: String
    let swiftPlugin: String
    let folder: String

    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 2, arguments[1] == "pong" { return PingPong.answer() }
        guard arguments.count == 4 else {
            print("usage: WorkerBenchmark WORKER PLUGIN SWIFT_PLUGIN")
            exit(2)
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let benchmark = WorkerBenchmark(
            worker: arguments[1], plugin: arguments[2], swiftPlugin: arguments[3], folder: folder)
        // Calls come from the pool that a server's requests run on, not from the main thread.
        try await Task.detached { try await benchmark.run() }.value
    }

    private func run() async throws {
        let isolated = try await host(plugin, inWorker: true)
        let inProcess = try await host(plugin, inWorker: false)
        try await roundTrips(isolated, inProcess)
        try await largeCalls(isolated)
        print("idle private memory of a worker, C plugin: \(try Self.privateMemory()) KiB")
        await inProcess.shutdown()
        await isolated.shutdown()
        try await coldStart("C", plugin)
        try await restart("C", plugin, "measure", ["text": ""])
        try await coldStart("Swift", swiftPlugin)
        try await restart("Swift", swiftPlugin, "math", ["expr": "1"])
    }

    private func host(
        _ file: String, inWorker: Bool, settle: (inout PluginLimits) -> Void = { _ in }
    ) async throws -> PluginHost {
        var settings = PluginSettings(
            bundled: [file], sandbox: "\(folder)/sandbox", dataFolder: "\(folder)/data",
            cacheFolder: "\(folder)/cache", worker: inWorker ? WorkerSettings(executable: worker) : nil)
        settle(&settings.limits)
        let host = PluginHost(settings: settings, logger: Logger(label: "benchmark"))
        await host.load()
        precondition(host.registry.quarantined.isEmpty, "\(host.registry.quarantined)")
        return host
    }

    // MARK: - Calls

    /// In turns, so that whatever else the machine does meets all of them alike.
    private func roundTrips(_ isolated: PluginHost, _ inProcess: PluginHost) async throws {
        let arguments: JSONObject = ["text": .string(String(repeating: "x", count: 53))]
        var pingPong = PingPong()
        var bare = Samples()
        var near = Samples()
        var far = Samples()
        for round in 0..<40 {
            // What is measured before the first thousand have gone is the warming up.
            if round == 4 { (bare, near, far) = (Samples(), Samples(), Samples()) }
            for _ in 0..<500 { bare.measure { pingPong.roundTrip() } }
            for _ in 0..<500 { try await near.measure { try await call(inProcess, "measure", arguments) } }
            for _ in 0..<500 { try await far.measure { try await call(isolated, "measure", arguments) } }
        }
        pingPong.end()
        print("bare ping-pong:  \(bare)")
        print("call, in-process: \(near)")
        print("call, isolated:   \(far), \(far.ratio(to: bare)) of the ping-pong")
    }

    private func largeCalls(_ host: PluginHost) async throws {
        let mebibyte = 1 << 20
        let arguments: JSONObject = ["text": .string(String(repeating: "x", count: mebibyte))]
        for tool in ["measure", "measure_json"] {
            var samples = Samples()
            for round in 0..<220 {
                if round == 20 { samples = Samples() }
                try await samples.measure { try await call(host, tool, arguments) }
            }
            print("1 MiB argument, \(tool): \(samples), \(samples.rate(bytes: mebibyte))")
        }
        var samples = Samples()
        for _ in 0..<200 {
            try await samples.measure { try await call(host, "produce", ["length": 1_048_576]) }
        }
        print("1 MiB result: \(samples), \(samples.rate(bytes: mebibyte))")
    }

    private func call(_ host: PluginHost, _ tool: String, _ arguments: JSONObject) async throws {
        let call = try await host.call(tool, arguments: arguments, id: "call")
        precondition(!call.result.isError, "an answer")
    }

    // MARK: - Starts

    /// From a host that has nothing to one that has the plugin's tools.
    private func coldStart(_ language: String, _ file: String) async throws {
        var samples = Samples()
        for _ in 0..<40 {
            var started: PluginHost?
            try await samples.measure { started = try await host(file, inWorker: true) }
            await started?.shutdown()
        }
        print("cold start, plugin in \(language): \(samples)")
    }

    /// From a call whose plugin's process has ended, since nobody needed it, to its answer.
    private func restart(
        _ language: String, _ file: String, _ tool: String, _ arguments: JSONObject
    ) async throws {
        let host = try await host(file, inWorker: true) { $0.workerIdle = .milliseconds(1) }
        var samples = Samples()
        for _ in 0..<60 {
            while try !Self.children().isEmpty { await Task.yield() }
            try await samples.measure { try await call(host, tool, arguments) }
        }
        await host.shutdown()
        print("first call of an idle plugin in \(language): \(samples)")
    }

    private static func children() throws -> [Int] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").flatMap { task in
            // A thread may have ended meanwhile.
            (try? String(contentsOfFile: "/proc/self/task/\(task)/children", encoding: .utf8))?
                .split(separator: " ").compactMap { Int($0) } ?? []
        }
    }

    /// What the only child holds for itself alone.
    private static func privateMemory() throws -> Int {
        guard let child = try children().first else { return 0 }
        return try String(contentsOfFile: "/proc/\(child)/smaps_rollup", encoding: .utf8)
            .split(separator: "\n").filter { $0.hasPrefix("Private_") }
            .compactMap { $0.split(separator: " ").dropFirst().first.flatMap { Int($0) } }.reduce(0, +)
    }
}
